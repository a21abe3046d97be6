package io.howdah.config;

import java.util.Map;

/**
 * The brokers that events come from, and how a client of them connects.
 *
 * @param brokers bootstrap brokers, {@code host:port,host:port}
 * @param group prefix of the consumer groups
 * @param client Kafka's own client properties, by Kafka's names: protocol, credentials, certificates, and what is passed
 *     on under {@code howdah.kafka.client.}; secrets are of Kafka's type that does not print them
 */
public record KafkaSettings(String brokers, String group, Map<String, Object> client) {

    /** The client properties may not change. */
    public KafkaSettings {
        client = Map.copyOf(client);
    }
}
