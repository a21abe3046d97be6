package io.howdah.change;

import io.howdah.security.CursorKeys;
import java.util.Optional;

/**
 * Encrypts positions in the database's change stream as cursors for clients, and decrypts them. A cursor is valid for one
 * channel and model, in every process of the application. Its format is {@code <format>.<base64url>}. Encryption is
 * deterministic: every process returns the same cursor for a position, because clients identify events by it.
 */
public final class Cursors {

    /** Format of new cursors. */
    public static final String FORMAT = "3";

    /** Former format, signed but not encrypted. Accepted for one more release, no longer created. */
    private static final String FORMER = "2";

    /**
     * Maximum length that fits into a URL or header beside a token: enough for a key of 1 KiB, even all zeros, which
     * MongoDB doubles.
     */
    static final int MAX_LENGTH = 4096;

    private static final String PURPOSE = "channel";

    private final CursorKeys keys;

    /** Creates cursors with these keys; every process with the same keys accepts them. */
    public Cursors(CursorKeys keys) {
        this.keys = keys;
    }

    /** Returns the cursor of a position, or empty if it would be too long: only for keys over 1 KiB of external models. */
    public Optional<String> seal(String channel, String model, String position) {
        return StreamPositions.pack(position)
                .map(packed -> FORMAT + "." + keys.seal(packed, PURPOSE, channel, model))
                .filter(cursor -> cursor.length() <= MAX_LENGTH);
    }

    /** Returns the position of a client's cursor, or empty if the cursor is not valid for this channel and model. */
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
