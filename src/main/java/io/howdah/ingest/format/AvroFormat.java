package io.howdah.ingest.format;

import org.apache.avro.Schema;
import org.apache.camel.Message;

/** Plain binary Avro, written with the schema of a file; nothing of the schema is in the value. */
final class AvroFormat implements RecordFormat {

    private final Schema schema;

    AvroFormat(Schema schema) {
        this.schema = schema;
    }

    @Override
    public void decode(Message message) {
        message.setBody(AvroReader.read(schema, schema, message.getBody(byte[].class), 0));
    }
}
