package io.howdah.config;

/**
 * Settings of the embedded services and demo services of the dev profile.
 *
 * @param kafkaPort port of the embedded broker, 0 for a free one
 * @param mongoPort port of the embedded MongoDB server, 0 for a free one
 * @param eventsPerSecond events that the demo services publish per second in total, 0 for none
 * @param seed seed of the events: the same seed produces the same events
 */
public record DevSettings(int kafkaPort, int mongoPort, int eventsPerSecond, long seed) {}
