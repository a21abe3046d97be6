package io.howdah.change;

import io.howdah.security.SealingKey;
import java.util.Optional;

/**
 * Seals places in the database's change stream for clients: a cursor is a place, signed for one channel, and valid in every
 * process of the application. Its form is {@code <format>.<place>.<signature>}; the place is the resume token's data, whose
 * order is that of the stream.
 */
public final class Cursors {

    /** The format of cursors; one of another format is none. */
    public static final String FORMAT = "2";

    private static final int LONGEST = 1024;

    private final SealingKey key;

    /** Makes cursors that are valid in every process which has this key. */
    public Cursors(SealingKey key) {
        this.key = key;
    }

    /** Return the cursor of a place, as clients of a channel keep it. */
    public String seal(String channel, String place) {
        String sealed = FORMAT + "." + place;
        return sealed + "." + key.sign(channel, sealed);
    }

    /** Return the place of a client's cursor, or nothing if it was not made for this channel. */
    public Optional<String> open(String channel, String cursor) {
        int end = cursor.lastIndexOf('.');
        if (end <= FORMAT.length() || cursor.length() > LONGEST || !cursor.startsWith(FORMAT + ".")) {
            return Optional.empty();
        }
        String sealed = cursor.substring(0, end);
        boolean genuine = key.isSignature(channel, sealed, cursor.substring(end + 1));
        return genuine ? Optional.of(sealed.substring(FORMAT.length() + 1)) : Optional.empty();
    }
}
