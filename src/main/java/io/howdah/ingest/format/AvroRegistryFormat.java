package io.howdah.ingest.format;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Format {@code avro-registry}: binary Avro in a schema registry's framing, that is a zero byte, the schema ID in 4
 * bytes, then the value.
 */
final class AvroRegistryFormat implements RecordFormat {

    private static final int HEADER_BYTES = 1 + Integer.BYTES;

    private final WriterSchemas registry;
    private final @Nullable Schema reader;

    /**
     * Writer schemas that are known to be compatible with the reader schema, for as long as the registry's cache keeps
     * them.
     */
    private final Cache<Schema, Boolean> compatible =
            Caffeine.newBuilder().weakKeys().build();

    /**
     * Creates the format.
     *
     * @param reader the schema to read values as, or null to read them as they were written
     */
    AvroRegistryFormat(WriterSchemas registry, @Nullable Schema reader) {
        this.registry = registry;
        this.reader = reader;
    }

    @Override
    public void decode(Message message) throws IOException {
        byte[] value = message.getBody(byte[].class);
        if (value.length < HEADER_BYTES) {
            throw new UnreadableValueException("the value has " + value.length
                    + " bytes; a schema registry's framing alone needs " + HEADER_BYTES);
        }
        if (value[0] != 0) {
            throw new UnreadableValueException("the value starts with byte " + Byte.toUnsignedInt(value[0])
                    + ", not 0: it does not use a schema registry's framing");
        }
        Schema writer = registry.schema(ByteBuffer.wrap(value).getInt(1));
        if (reader != null && compatible.getIfPresent(writer) == null) {
            AvroSchemas.checkSameMeaning(writer, reader);
            compatible.put(writer, true);
        }
        message.setBody(AvroReader.read(writer, reader == null ? writer : reader, value, HEADER_BYTES));
    }
}
