package io.howdah.ingest.format;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Binary Avro in a schema registry's framing: a zero byte, the schema's id in 4 bytes, the value. */
final class AvroRegistryFormat implements RecordFormat {

    private static final int HEADER = 1 + Integer.BYTES;

    private final WriterSchemas registry;
    private final @Nullable Schema reader;

    /** The writers' schemas, as long as the registry's cache has them, that are known to fit the reader's. */
    private final Cache<Schema, Boolean> fitting =
            Caffeine.newBuilder().weakKeys().build();

    /** Reads values as {@code reader}, or, where that is null, as they were written. */
    AvroRegistryFormat(WriterSchemas registry, @Nullable Schema reader) {
        this.registry = registry;
        this.reader = reader;
    }

    @Override
    public void decode(Message message) throws IOException {
        byte[] value = message.getBody(byte[].class);
        if (value.length < HEADER) {
            throw new UnreadableValueException(
                    "the value has " + value.length + " bytes, and a registry's framing alone has " + HEADER);
        }
        if (value[0] != 0) {
            throw new UnreadableValueException("the value begins with byte " + Byte.toUnsignedInt(value[0])
                    + " and not with 0: it is not in a schema registry's framing");
        }
        Schema writer = registry.schema(ByteBuffer.wrap(value).getInt(1));
        if (reader != null && fitting.getIfPresent(writer) == null) {
            AvroSchemas.checkSameMeaning(writer, reader);
            fitting.put(writer, true);
        }
        message.setBody(AvroReader.read(writer, reader == null ? writer : reader, value, HEADER));
    }
}
