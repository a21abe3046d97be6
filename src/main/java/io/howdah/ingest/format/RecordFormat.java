package io.howdah.ingest.format;

import java.io.IOException;
import org.apache.camel.Message;

/** One format of records' values. It is used by the threads of all routes that have it. */
interface RecordFormat {

    /**
     * Turns the body, the value's bytes, into what a transform reads: JSON, as bytes or as a node.
     *
     * @throws UnreadableValueException if the value is not of this format, which is the record's own fault
     * @throws IOException if something outside that the format needs is away
     */
    void decode(Message message) throws IOException;
}
