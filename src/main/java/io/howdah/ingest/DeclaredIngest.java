package io.howdah.ingest;

/**
 * Parameters of a route that was created from the template {@code ingest}; the route may not be running.
 *
 * @param routeId the route's ID
 * @param topic the topic that it reads
 * @param model the model that it feeds
 * @param part the part of the model that it feeds; {@code main} is the document without its other parts
 * @param transform the URI of its transform
 * @param format the format of record values
 * @param schema the file of its Avro schema, or empty
 */
public record DeclaredIngest(
        String routeId, String topic, String model, String part, String transform, String format, String schema) {

    /** Returns the name of the dead-letter topic. */
    public String deadLetterTopic() {
        return topic + ".dlq";
    }
}
