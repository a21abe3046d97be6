package io.howdah.ingest.format;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/** Writer schemas in files instead of a schema registry: {@code <folder>/<id>.avsc}. */
final class WrittenSchemas implements WriterSchemas {

    private final SchemaFiles files;
    private final String folder;

    WrittenSchemas(SchemaFiles files, String folder) {
        this.files = files;
        this.folder = folder;
    }

    @Override
    public Schema schema(int id) {
        String name = folder + "/" + id + ".avsc";
        String text = files.text(name)
                .orElseThrow(() -> new UnreadableValueException(
                        name + ": file not found; it replaces schema " + id + " of the registry"));
        try {
            return AvroSchemas.parse(List.of(text));
        } catch (SchemaParseException e) {
            throw new UnreadableValueException(name + ": not an Avro schema: " + e.getMessage());
        }
    }
}
