package io.howdah.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Writes Avro as producers do. */
public final class Avro {

    private Avro() {}

    /** The binary form of a value. */
    public static byte[] binary(Schema schema, Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new GenericDatumWriter<Object>(schema, new GenericData()).write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The binary form of a value given in Avro's own JSON, as its tools take it. */
    public static byte[] binaryOfJson(Schema schema, String json) {
        try {
            return binary(
                    schema,
                    new GenericDatumReader<>(schema)
                            .read(null, DecoderFactory.get().jsonDecoder(schema, json)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A value in a schema registry's framing. */
    public static byte[] framed(int id, byte[] value) {
        return ByteBuffer.allocate(5 + value.length)
                .put((byte) 0)
                .putInt(id)
                .put(value)
                .array();
    }
}
