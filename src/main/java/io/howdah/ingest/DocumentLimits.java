package io.howdah.ingest;

import com.mongodb.MongoClientSettings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

/** What MongoDB takes: a document beyond it would make every bulk write that holds it fail, and its batch with it. */
final class DocumentLimits {

    /** Far from the 16 MiB of MongoDB, since {@code _h} is added, and a bulk write carries more than one. */
    private static final int LARGEST_DOCUMENT = 15 * 1024 * 1024;

    /** A batch asks for all its keys in one command of at most 16 MiB. */
    private static final int LONGEST_KEY = 1024;

    /** Only a document that may be as large as this is measured. */
    private static final int UNMEASURED = 1024 * 1024;

    /** A value's type, name and length, roughly. */
    private static final int FRAME = 32;

    private static final int MOST_BYTES_OF_A_CHARACTER = 3;

    private DocumentLimits() {}

    /**
     * Checks what is to be stored before it gets into a batch.
     *
     * @param id the document's {@code _id}
     * @param content the document, or its part
     * @throws InvalidRecordException if MongoDB would refuse it, or not find it again by its key
     */
    static void check(Object id, Document content) {
        if (id instanceof Document composite) {
            composite.entrySet().forEach(DocumentLimits::checkKey);
        } else {
            checkKey(Map.entry("_id", String.valueOf(id)));
        }
        if (atMost(content) > UNMEASURED && size(content) > LARGEST_DOCUMENT) {
            throw new InvalidRecordException("the document has more than " + LARGEST_DOCUMENT + " bytes");
        }
    }

    /** A bound of the size in bytes that costs little. */
    private static long atMost(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            long sum = FRAME;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += atMost(entry.getKey()) + atMost(entry.getValue());
            }
            return sum;
        }
        if (value instanceof Iterable<?> list) {
            long sum = FRAME;
            for (Object each : list) {
                sum += atMost(each);
            }
            return sum;
        }
        return FRAME + (value instanceof String text ? (long) MOST_BYTES_OF_A_CHARACTER * text.length() : 0);
    }

    private static void checkKey(Map.Entry<String, ?> part) {
        if (!(part.getValue() instanceof String text)) {
            return;
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidRecordException("the key is no text: it holds half of a surrogate pair");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
            throw new InvalidRecordException("the key has more than " + LONGEST_KEY + " bytes");
        }
    }

    private static int size(Document document) {
        try (BasicOutputBuffer buffer = new BasicOutputBuffer();
                BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
            MongoClientSettings.getDefaultCodecRegistry()
                    .get(Document.class)
                    .encode(writer, document, EncoderContext.builder().build());
            return buffer.getSize();
        }
    }
}
