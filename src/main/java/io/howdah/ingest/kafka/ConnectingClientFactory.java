package io.howdah.ingest.kafka;

import java.time.Duration;
import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Creates the clients of all {@code kafka:} endpoints with the server's connection settings, so that a route sets only
 * its topic and group. Camel never sees a secret.
 */
final class ConnectingClientFactory extends DefaultKafkaClientFactory {

    private final KafkaClients clients;
    private final Topics topics;
    private final PartitionLags lags;
    private final GroupMemberships memberships;
    private final Polls polls;

    /** Creates the factory. */
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
    public Producer getProducer(Properties camelProperties) {
        return new ShortClosingProducer(clients.producer(camelProperties));
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Consumer getConsumer(Properties camelProperties) {
        return new WatchfulConsumer(clients.consumer(camelProperties), topics, lags, memberships, polls);
    }

    @Override
    public String getBrokers(KafkaConfiguration configuration) {
        return clients.brokers();
    }

    /**
     * Producer with a bounded close: Camel closes without a timeout, and Kafka then waits for every record that no
     * broker accepts.
     */
    private static final class ShortClosingProducer extends KafkaProducer<Object, Object> {

        private static final Duration MAX_CLOSE_TIME = Duration.ofSeconds(2);

        private ShortClosingProducer(Properties properties) {
            super(properties);
        }

        @Override
        public void close() {
            close(MAX_CLOSE_TIME);
        }
    }
}
