package io.howdah.query;

import com.mongodb.MongoClientSettings;
import io.howdah.security.SealingKey;
import java.util.Base64;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;

/**
 * Seals places in a list for clients: a cursor is the values that a document is ordered by, signed for its list, order and
 * filter. Its form is {@code <format>.<place in BSON and base64url>.<signature>}.
 */
public final class PageCursors {

    /** The format of cursors; one of another format is none. */
    public static final String FORMAT = "1";

    private static final int LONGEST = 1_000_000;

    private final SealingKey key;

    /** Makes cursors that are valid in every process which has this key. */
    public PageCursors(SealingKey key) {
        this.key = key;
    }

    String seal(String list, Document place) {
        RawBsonDocument bytes = new RawBsonDocument(place, new DocumentCodec());
        byte[] exact = new byte[bytes.getByteBuffer().remaining()];
        bytes.getByteBuffer().get(exact);
        String sealed = FORMAT + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(exact);
        return sealed + "." + key.sign("page " + list, sealed);
    }

    /** Return the place of a client's cursor, or nothing if it was not made for this list. */
    Optional<Document> open(String list, String cursor) {
        int end = cursor.lastIndexOf('.');
        if (end <= FORMAT.length() || cursor.length() > LONGEST || !cursor.startsWith(FORMAT + ".")) {
            return Optional.empty();
        }
        String sealed = cursor.substring(0, end);
        if (!key.isSignature("page " + list, sealed, cursor.substring(end + 1))) {
            return Optional.empty();
        }
        byte[] bytes = Base64.getUrlDecoder().decode(sealed.substring(FORMAT.length() + 1));
        return Optional.of(new RawBsonDocument(bytes).decode(new DocumentCodec()));
    }

    /** Return a text that is the same for the same query. */
    static String text(Bson query) {
        return query.toBsonDocument(BsonDocument.class, MongoClientSettings.getDefaultCodecRegistry())
                .toJson();
    }
}
