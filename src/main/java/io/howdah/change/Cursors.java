package io.howdah.change;

import io.howdah.security.CursorKeys;
import java.util.Optional;

/**
 * Turns positions in the database's change stream into cursors for clients, and back. A cursor is a position, encrypted for one channel
 * and the model whose changes it carries, and valid in every process of the application. Its form is {@code <format>.<base64url>}; the
 * same position has the same cursor in each process, since clients tell events apart by it.
 */
public final class Cursors {

    /** The format of cursors that are made. */
    public static final String FORMAT = "3";

    /** Signed, and not encrypted: taken for one more release, and not made any more. */
    private static final String FORMER = "2";

    /** What fits into a URL or a header beside a token: a key of 1 KiB, even one of zeros alone, which MongoDB doubles. */
    static final int MAX_LENGTH = 4096;

    private static final String PURPOSE = "channel";

    private final CursorKeys keys;

    /** Creates cursors that are valid in every process with these keys. */
    public Cursors(CursorKeys keys) {
        this.keys = keys;
    }

    /** Returns the cursor of a position, or empty if it would be too long: of a key over 1 KiB, which only external models have. */
    public Optional<String> seal(String channel, String model, String position) {
        return StreamPositions.pack(position)
                .map(packed -> FORMAT + "." + keys.seal(packed, PURPOSE, channel, model))
                .filter(cursor -> cursor.length() <= MAX_LENGTH);
    }

    /** Returns the position of a client's cursor, or empty if it was not made for this channel and model. */
    public Optional<String> open(String channel, String model, String cursor) {
        if (cursor.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        if (cursor.startsWith(FORMER + ".")) {
            return former(channel, cursor);
        }
        return Optional.of(cursor)
                .filter(text -> text.startsWith(FORMAT + "."))
                .flatMap(text -> keys.open(text.substring(FORMAT.length() + 1), PURPOSE, channel, model))
                .map(StreamPositions::unpack);
    }

    private Optional<String> former(String channel, String cursor) {
        int end = cursor.lastIndexOf('.');
        if (end <= FORMER.length()) {
            return Optional.empty();
        }
        String signed = cursor.substring(0, end);
        return keys.isSignature(channel, signed, cursor.substring(end + 1))
                ? Optional.of(signed.substring(FORMER.length() + 1))
                : Optional.empty();
    }
}
