package io.howdah.runtime;

import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.runtime.source.StartException;
import io.howdah.runtime.source.StartFailure;
import org.apache.kafka.common.KafkaException;

/** Checks the settings of Kafka clients at the start, without connecting to a broker. */
final class Brokers {

    private Brokers() {}

    /**
     * Creates a client and closes it.
     *
     * @throws StartException if Kafka's client rejects the settings, for example a certificate or the JAAS configuration
     */
    static void check(KafkaClients kafka) {
        if (!kafka.canBeCheckedOffline()) {
            return;
        }
        try {
            kafka.admin().close();
        } catch (KafkaException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw new StartException(
                    "howdah.kafka: Kafka's client rejects these settings (" + StartFailure.firstLine(root)
                            + "); correct howdah.kafka.* in application.properties or in the environment",
                    e);
        }
    }
}
