package io.howdah.config;

import java.util.Map;

/**
 * Settings of the connection to Kafka.
 *
 * @param brokers the bootstrap brokers, {@code host:port,host:port}
 * @param group the prefix of the consumer groups
 * @param client client properties, by Kafka's names: protocol, credentials, certificates, and those set as
 *     {@code howdah.kafka.client.}; secrets have Kafka's type that does not print them
 */
public record KafkaSettings(String brokers, String group, Map<String, Object> client) {

    /** Copies the client properties. */
    public KafkaSettings {
        client = Map.copyOf(client);
    }
}
