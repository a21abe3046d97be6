package io.howdah.config;

/**
 * The brokers that events come from.
 *
 * @param brokers bootstrap brokers, {@code host:port,host:port}
 */
public record KafkaSettings(String brokers) {}
