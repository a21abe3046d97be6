package io.howdah.ingest.kafka;

/**
 * A topic as it is now: one that is made again under its name has another id, and more partitions give keys another one.
 *
 * @param name its name
 * @param id the id that Kafka gave it
 * @param partitions how many there are
 */
public record Topic(String name, String id, int partitions) {}
