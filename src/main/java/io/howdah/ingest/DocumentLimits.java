package io.howdah.ingest;

import com.mongodb.MongoClientSettings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** What MongoDB takes: a document beyond it would make every bulk write that holds it fail, and its batch with it. */
final class DocumentLimits {

    /** MongoDB's 16 MiB, less what surrounds a document in a write: its key again, and some names. */
    private static final int MAX_DOCUMENT = 16 * 1024 * 1024 - 16 * 1024;

    /** A batch asks for all its keys in one command of at most 16 MiB. */
    private static final int MAX_KEY_LENGTH = 1024;

    private DocumentLimits() {}

    /**
     * Checks a key before it gets into a batch.
     *
     * @param id the document's {@code _id}
     * @throws InvalidRecordException if MongoDB would not find the document again by it
     */
    static void checkKey(Object id) {
        if (id instanceof Document composite) {
            composite.entrySet().forEach(DocumentLimits::checkKey);
        } else {
            checkKey(Map.entry("_id", String.valueOf(id)));
        }
    }

    /** Whether a document is too large to be stored. It is encoded for that, so ask only where one is known to be. */
    static boolean isTooLarge(Document document) {
        return size(document) > MAX_DOCUMENT;
    }

    private static void checkKey(Map.Entry<String, ?> part) {
        if (!(part.getValue() instanceof String text)) {
            return;
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidRecordException("the key is no text: it holds half of a surrogate pair");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_LENGTH) {
            throw new InvalidRecordException("the key has more than " + MAX_KEY_LENGTH + " bytes");
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
