package io.howdah.ingest.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.ResolvingDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Reader of one binary Avro value that stays within the value's bytes and a maximum depth, even for corrupt input. One
 * instance per value.
 */
final class AvroReader extends GenericDatumReader<Object> {

    /** MongoDB stores 100 levels. With a recursive schema, a deeper value could overflow the stack. */
    private static final int MAX_DEPTH = 200;

    private final String name;
    private int depth;

    private AvroReader(Schema writer, Schema reader) {
        super(writer, reader, AvroSchemas.DATA);
        this.name = writer.getFullName();
    }

    /**
     * Reads a value and checks that it ends with the last byte.
     *
     * @param writer the schema that the value was written with
     * @param reader the schema to read it as
     * @param offset the index of the value's first byte
     * @throws UnreadableValueException if the bytes are not a value of the writer schema
     */
    static JsonNode read(Schema writer, Schema reader, byte[] bytes, int offset) {
        return new AvroReader(writer, reader)
                .read(DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null));
    }

    private JsonNode read(BinaryDecoder in) {
        try {
            JsonNode value = AvroJson.of(read(null, in));
            if (!in.isEnd()) {
                throw new UnreadableValueException("the value has more bytes than the Avro schema " + name
                        + " describes; it was written with another schema");
            }
            return value;
        } catch (UnreadableValueException e) {
            throw e;
        } catch (EOFException e) {
            throw new UnreadableValueException("the value has fewer bytes than the Avro schema " + name
                    + " needs; it was truncated or written with another schema");
        } catch (IOException | RuntimeException e) {
            // Any failure of Avro's code on corrupt bytes is an error of this value.
            throw new UnreadableValueException(
                    "the value does not fit the Avro schema " + name + ": " + AvroSchemas.line(e));
        }
    }

    @Override
    protected Object readWithoutConversion(@Nullable Object old, Schema expected, ResolvingDecoder in)
            throws IOException {
        if (++depth > MAX_DEPTH) {
            throw new UnreadableValueException("the value is nested too deeply");
        }
        Object value = super.readWithoutConversion(old, expected, in);
        depth--;
        return value;
    }
}
