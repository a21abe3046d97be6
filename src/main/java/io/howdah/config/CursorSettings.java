package io.howdah.config;

import java.util.Optional;

/**
 * How Howdah stores the keys of cursors.
 *
 * @param secret encrypts them in the database; if empty, they are stored unencrypted
 */
public record CursorSettings(Optional<String> secret) {

    private static final String SECRET = "howdah.cursor.secret";

    /** A reader of the database could guess a shorter secret. */
    private static final int MIN_LENGTH = 32;

    static CursorSettings check(SettingValues values) {
        Optional<String> secret = values.secret(SECRET);
        if (secret.isPresent() && secret.get().length() < MIN_LENGTH) {
            throw new SettingException(
                    SECRET,
                    Secrets.HIDDEN,
                    "must have at least " + MIN_LENGTH + " characters; create one with openssl rand -base64 32");
        }
        return new CursorSettings(secret);
    }

    @Override
    public String toString() {
        return "CursorSettings[encrypted=" + secret.isPresent() + "]";
    }
}
