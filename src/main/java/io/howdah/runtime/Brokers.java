package io.howdah.runtime;

import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.runtime.source.StartException;
import io.howdah.runtime.source.StartFailure;
import org.apache.kafka.common.KafkaException;

/** The way to the brokers, checked before anything is built on it; whether they are there is not asked. */
final class Brokers {

    private Brokers() {}

    /**
     * Makes a client and drops it.
     *
     * @throws StartException if Kafka refuses what the settings say of it, as a certificate or a login line
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
                    "howdah.kafka: no client can be made with these settings (" + StartFailure.firstLine(root)
                            + "); correct howdah.kafka.* in application.properties or in the environment",
                    e);
        }
    }
}
