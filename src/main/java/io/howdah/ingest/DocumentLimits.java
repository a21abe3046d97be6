package io.howdah.ingest;

import com.mongodb.MongoClientSettings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** MongoDB's size limits. A document or key beyond them would fail the whole bulk write, and its batch. */
final class DocumentLimits {

    /** MongoDB's 16 MiB, less what surrounds a document in a write: its key, and some names. */
    private static final int MAX_DOCUMENT_BYTES = 16 * 1024 * 1024 - 16 * 1024;

    /** A batch reads all its keys with one command of at most 16 MiB. */
    private static final int MAX_KEY_BYTES = 1024;

    private DocumentLimits() {}

    /**
     * Checks a key before it is added to a batch.
     *
     * @param id the document's {@code _id}
     * @throws InvalidRecordException if the key is too long, or is not valid Unicode, so that MongoDB would not find it
     *     again
     */
    static void checkKey(Object id) {
        if (id instanceof Document composite) {
            composite.entrySet().forEach(DocumentLimits::checkKey);
        } else {
            checkKey(Map.entry("_id", String.valueOf(id)));
        }
    }

    /** Returns whether a document is too large to store. This encodes the document: call it only after a failure. */
    static boolean isTooLarge(Document document) {
        return size(document) > MAX_DOCUMENT_BYTES;
    }

    private static void checkKey(Map.Entry<String, ?> part) {
        if (!(part.getValue() instanceof String text)) {
            return;
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidRecordException("the key is not valid Unicode: it contains half of a surrogate pair");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw new InvalidRecordException("the key has more than " + MAX_KEY_BYTES + " bytes");
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
