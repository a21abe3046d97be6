package io.howdah.ingest;

/**
 * What a route says of itself that was made from the template {@code ingest}; it may run nowhere.
 *
 * @param routeId its id
 * @param topic the topic that it reads
 * @param model the model that it feeds
 * @param part the part of the model that it feeds, {@code main} for the document but its other parts
 * @param transform the URI of its transform
 * @param format what a record's value is
 * @param schema the file of its Avro schema, empty for none
 */
public record DeclaredIngest(
        String routeId, String topic, String model, String part, String transform, String format, String schema) {

    /** Return the name of the topic of its dead letters. */
    public String deadLetterTopic() {
        return topic + ".dlq";
    }
}
