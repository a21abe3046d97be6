package io.howdah.query;

import com.mongodb.MongoClientSettings;
import io.howdah.security.CursorKeys;
import java.util.Base64;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;

/**
 * Turns places in a list into cursors for clients, and back. A cursor is the values that a document is ordered by, encrypted for its
 * list, order and filter. Its form is {@code <format>.<base64url>}.
 */
public final class PageCursors {

    /** The format of cursors that are made. */
    public static final String FORMAT = "2";

    /** Signed, and not encrypted: taken for one more release, and not made any more. */
    private static final String FORMER = "1";

    private static final String PURPOSE = "page";
    private static final int MAX_LENGTH = 1_000_000;

    private final CursorKeys keys;

    /** Creates cursors that are valid in every process with these keys. */
    public PageCursors(CursorKeys keys) {
        this.keys = keys;
    }

    String seal(String list, Document place) {
        RawBsonDocument bytes = new RawBsonDocument(place, new DocumentCodec());
        byte[] exact = new byte[bytes.getByteBuffer().remaining()];
        bytes.getByteBuffer().get(exact);
        return FORMAT + "." + keys.seal(exact, PURPOSE, list);
    }

    /** Returns the place of a client's cursor, or empty if it was not made for this list. */
    Optional<Document> open(String list, String cursor) {
        if (cursor.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Optional<byte[]> place = cursor.startsWith(FORMER + ".")
                ? former(list, cursor)
                : Optional.of(cursor)
                        .filter(text -> text.startsWith(FORMAT + "."))
                        .flatMap(text -> keys.open(text.substring(FORMAT.length() + 1), PURPOSE, list));
        return place.map(bytes -> new RawBsonDocument(bytes).decode(new DocumentCodec()));
    }

    private Optional<byte[]> former(String list, String cursor) {
        int end = cursor.lastIndexOf('.');
        if (end <= FORMER.length()
                || !keys.isSignature("page " + list, cursor.substring(0, end), cursor.substring(end + 1))) {
            return Optional.empty();
        }
        return Optional.of(Base64.getUrlDecoder().decode(cursor.substring(FORMER.length() + 1, end)));
    }

    /** Returns a text that is the same for the same query. */
    static String text(Bson query) {
        return query.toBsonDocument(BsonDocument.class, MongoClientSettings.getDefaultCodecRegistry())
                .toJson();
    }
}
