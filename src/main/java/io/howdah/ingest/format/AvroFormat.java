package io.howdah.ingest.format;

import org.apache.avro.Schema;
import org.apache.camel.Message;

/**
 * Format {@code avro}: plain binary Avro, written with the schema of a file. The value contains no schema reference.
 */
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
