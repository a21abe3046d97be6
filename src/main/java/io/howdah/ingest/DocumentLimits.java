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

    /** Far from the 16 MiB of MongoDB, since {@code _h} is added, and a bulk write carries more than one. */
    private static final int LARGEST_DOCUMENT = 15 * 1024 * 1024;

    /** A batch asks for all its keys in one command of at most 16 MiB. */
    private static final int LONGEST_KEY = 1024;

    /** BSON is at most some twelve times as large as the JSON it came from, so a smaller record needs no measuring. */
    private static final int UNMEASURED = 1024 * 1024;

    private DocumentLimits() {}

    /**
     * Checks a document before it gets into a batch.
     *
     * @param document what is to be stored, with its {@code _id}
     * @param recordBytes the size of the record that it was made from
     * @throws InvalidRecordException if MongoDB would refuse it, or not find it again by its key
     */
    static void check(Document document, int recordBytes) {
        Object id = document.get("_id");
        if (id instanceof Document composite) {
            composite.entrySet().forEach(DocumentLimits::checkKey);
        } else {
            checkKey(Map.entry("_id", String.valueOf(id)));
        }
        if (recordBytes > UNMEASURED && size(document) > LARGEST_DOCUMENT) {
            throw new InvalidRecordException("the document has more than " + LARGEST_DOCUMENT + " bytes");
        }
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
