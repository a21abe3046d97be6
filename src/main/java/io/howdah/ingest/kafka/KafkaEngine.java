package io.howdah.ingest.kafka;

import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;

/** Creates the {@code kafka:} component with defaults for all routes. An option in a route's URI overrides them. */
public final class KafkaEngine {

    /** Extra time for a stopping consumer, after Camel has waited {@code camel.main.shutdown-timeout}. */
    private static final int STOP_MILLIS = 2_000;

    /** How long a record may wait for a broker. Then its batch fails, is not committed, and is read again. */
    private static final int DELIVERY_MILLIS = 20_000;

    private static final int REQUEST_MILLIS = 10_000;

    /** How soon a client notices a granted permission or an added partition. Kafka's default is 5 minutes. */
    static final int METADATA_MILLIS = 20_000;

    private KafkaEngine() {}

    /** Returns the component, to be bound as {@code kafka}. */
    public static KafkaComponent component(
            KafkaClients clients,
            PollFailures failures,
            Topics topics,
            PartitionLags lags,
            GroupMemberships memberships,
            Polls polls) {
        KafkaConfiguration defaults = new KafkaConfiguration();
        defaults.setBrokers(clients.brokers());
        defaults.setShutdownTimeout(STOP_MILLIS);
        defaults.setMaxBlockMs(DELIVERY_MILLIS);
        defaults.setDeliveryTimeoutMs(DELIVERY_MILLIS);
        defaults.setRequestTimeoutMs(REQUEST_MILLIS);
        defaults.setMetadataMaxAgeMs(METADATA_MILLIS);
        KafkaComponent component = new GuardedKafkaComponent();
        component.setConfiguration(defaults);
        component.setKafkaClientFactory(new ConnectingClientFactory(clients, topics, lags, memberships, polls));
        component.setPollExceptionStrategy(failures);
        return component;
    }
}
