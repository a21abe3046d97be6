package io.howdah.ingest.format;

import java.io.IOException;
import org.apache.camel.Message;

/** Decoder of record values in one format. Thread-safe: all routes with this format share it. */
interface RecordFormat {

    /**
     * Replaces the body, the value's bytes, by what a transform reads: JSON, as bytes or as a node.
     *
     * @throws UnreadableValueException if the value does not have this format; a record error
     * @throws IOException if a service that the format needs is unavailable; an infrastructure error
     */
    void decode(Message message) throws IOException;
}
