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
 * Converts positions in lists to clients' cursors and back. A cursor contains the values that a document is sorted by.
 * It is encrypted for its list, order and filter, in the form {@code <format>.<base64url>}. Thread-safe.
 */
public final class PageCursors {

    /** The format of new cursors. */
    public static final String FORMAT = "2";

    /** Format of signed cursors without encryption. Howdah accepts them for one more release but creates none. */
    private static final String SIGNED_FORMAT = "1";

    private static final String PURPOSE = "page";
    private static final int MAX_LENGTH = 1_000_000;

    private final CursorKeys keys;

    /** Creates a converter. Its cursors are valid in every process with these keys. */
    public PageCursors(CursorKeys keys) {
        this.keys = keys;
    }

    String seal(String list, Document position) {
        RawBsonDocument bytes = new RawBsonDocument(position, new DocumentCodec());
        byte[] exact = new byte[bytes.getByteBuffer().remaining()];
        bytes.getByteBuffer().get(exact);
        return FORMAT + "." + keys.seal(exact, PURPOSE, list);
    }

    /** Returns the position of a client's cursor, or empty if the cursor is not of this list. */
    Optional<Document> open(String list, String cursor) {
        if (cursor.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Optional<byte[]> position = cursor.startsWith(SIGNED_FORMAT + ".")
                ? openSigned(list, cursor)
                : Optional.of(cursor)
                        .filter(text -> text.startsWith(FORMAT + "."))
                        .flatMap(text -> keys.open(text.substring(FORMAT.length() + 1), PURPOSE, list));
        return position.map(bytes -> new RawBsonDocument(bytes).decode(new DocumentCodec()));
    }

    private Optional<byte[]> openSigned(String list, String cursor) {
        int end = cursor.lastIndexOf('.');
        if (end <= SIGNED_FORMAT.length()
                || !keys.isSignature("page " + list, cursor.substring(0, end), cursor.substring(end + 1))) {
            return Optional.empty();
        }
        return Optional.of(Base64.getUrlDecoder().decode(cursor.substring(SIGNED_FORMAT.length() + 1, end)));
    }

    /** Returns a text that identifies a query. */
    static String text(Bson query) {
        return query.toBsonDocument(BsonDocument.class, MongoClientSettings.getDefaultCodecRegistry())
                .toJson();
    }
}
