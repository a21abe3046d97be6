package io.howdah.config;

/**
 * The dev profile's embedded services and domain services.
 *
 * @param kafkaPort port of the embedded broker, 0 for a free one
 * @param mongoPort port of the embedded MongoDB server, 0 for a free one
 * @param eventsPerSecond how many events the demo's domain services publish in all, 0 for none
 * @param seed the events' seed: the same seed gives the same events
 */
public record DevSettings(int kafkaPort, int mongoPort, int eventsPerSecond, long seed) {}
