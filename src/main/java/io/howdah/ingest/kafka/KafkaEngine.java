package io.howdah.ingest.kafka;

import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;

/** The component behind {@code kafka:}, with the manners that routes need not repeat; an option of a URI still wins. */
public final class KafkaEngine {

    /** How long a consumer that stops may work on, after Camel has already waited {@code camel.main.shutdown-timeout}. */
    private static final int STOP_MILLIS = 2_000;

    /** How long a record may wait for a broker; then its batch fails, is not committed, and is read again. */
    private static final int DELIVERY_MILLIS = 20_000;

    private static final int REQUEST_MILLIS = 10_000;

    /** How soon a right that was granted, or a partition that was added, is noticed. Kafka's default is 5 minutes. */
    static final int METADATA_MILLIS = 20_000;

    private KafkaEngine() {}

    /** Return the component, to be bound as {@code kafka}. */
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
