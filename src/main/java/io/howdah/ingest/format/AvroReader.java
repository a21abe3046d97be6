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

/** Reads one binary value, however broken it is, within what its bytes can hold. It is made for each value. */
final class AvroReader extends GenericDatumReader<Object> {

    /** MongoDB takes 100 levels; a schema that refers to itself would let a value overflow the stack. */
    private static final int MAX_DEPTH = 200;

    private final String name;
    private int depth;

    private AvroReader(Schema writer, Schema reader) {
        super(writer, reader, AvroSchemas.DATA);
        this.name = writer.getFullName();
    }

    /**
     * Reads a value to its last byte.
     *
     * @param writer the schema that it was written with
     * @param reader the schema that it is read as
     * @param offset where in the bytes it begins
     * @throws UnreadableValueException if it is no value of that schema
     */
    static JsonNode read(Schema writer, Schema reader, byte[] bytes, int offset) {
        return new AvroReader(writer, reader)
                .read(DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null));
    }

    private JsonNode read(BinaryDecoder in) {
        try {
            JsonNode value = AvroJson.of(read(null, in));
            if (!in.isEnd()) {
                throw new UnreadableValueException("the value goes on after its end by the Avro schema " + name
                        + "; it was written with another one");
            }
            return value;
        } catch (UnreadableValueException e) {
            throw e;
        } catch (EOFException e) {
            throw new UnreadableValueException("the value ends too early for the Avro schema " + name
                    + "; it is cut, or was written with another one");
        } catch (IOException | RuntimeException e) {
            // Whatever broken bytes make of Avro's code, it is about this value.
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
