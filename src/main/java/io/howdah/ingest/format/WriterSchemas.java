package io.howdah.ingest.format;

import java.io.IOException;
import org.apache.avro.Schema;

/** The schemas that values were written with, by the ids that stand before them. */
interface WriterSchemas {

    /**
     * Return the schema with this id.
     *
     * @throws UnreadableValueException if there is no such schema, which is the record's fault
     * @throws IOException if it cannot be known at present
     */
    Schema schema(int id) throws IOException;
}
