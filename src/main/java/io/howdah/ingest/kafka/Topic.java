package io.howdah.ingest.kafka;

/**
 * Identity of a topic at present. A topic that is deleted and recreated gets another ID. More partitions assign keys to
 * other partitions.
 *
 * @param name the name
 * @param id the ID that Kafka assigned
 * @param partitions the number of partitions
 */
public record Topic(String name, String id, int partitions) {}
