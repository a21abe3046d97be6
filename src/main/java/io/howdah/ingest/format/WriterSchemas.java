package io.howdah.ingest.format;

import java.io.IOException;
import org.apache.avro.Schema;

/** Source of writer schemas by the schema IDs in the values. */
interface WriterSchemas {

    /**
     * Returns the schema with this ID.
     *
     * @throws UnreadableValueException if there is no such schema; a record error
     * @throws IOException if the schema cannot be read at present; an infrastructure error
     */
    Schema schema(int id) throws IOException;
}
