package io.howdah.ingest.kafka;

import java.time.Duration;
import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Makes the clients of all {@code kafka:} endpoints, so that a route says topic and group and nothing of how to connect.
 * Camel itself never sees a secret.
 */
final class ConnectingClientFactory extends DefaultKafkaClientFactory {

    private final KafkaClients clients;
    private final Topics topics;
    private final PartitionLags lags;
    private final GroupMemberships memberships;
    private final Polls polls;

    /** Makes clients that connect as these say. */
    ConnectingClientFactory(
            KafkaClients clients, Topics topics, PartitionLags lags, GroupMemberships memberships, Polls polls) {
        this.clients = clients;
        this.topics = topics;
        this.lags = lags;
        this.memberships = memberships;
        this.polls = polls;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Producer getProducer(Properties camels) {
        return new ShortClosingProducer(clients.producer(camels));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Consumer getConsumer(Properties camels) {
        return new WatchfulConsumer(clients.consumer(camels), topics, lags, memberships, polls);
    }

    @Override
    public String getBrokers(KafkaConfiguration configuration) {
        return clients.brokers();
    }

    /** Camel closes a producer without a limit, and Kafka then waits for every record that a broker does not take. */
    private static final class ShortClosingProducer extends KafkaProducer<Object, Object> {

        private static final Duration MAX_DURATION = Duration.ofSeconds(2);

        private ShortClosingProducer(Properties properties) {
            super(properties);
        }

        @Override
        public void close() {
            close(MAX_DURATION);
        }
    }
}
