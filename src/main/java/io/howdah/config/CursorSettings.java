package io.howdah.config;

import java.util.Optional;

/**
 * How the keys of cursors are stored.
 *
 * @param secret encrypts them in the database
 */
public record CursorSettings(Optional<String> secret) {

    private static final String SECRET = "howdah.cursor.secret";

    /** Who reads the database could try shorter ones. */
    private static final int MIN_LENGTH = 32;

    static CursorSettings check(SettingValues values) {
        Optional<String> secret = values.secret(SECRET);
        if (secret.isPresent() && secret.get().length() < MIN_LENGTH) {
            throw new SettingException(
                    SECRET,
                    Secrets.HIDDEN,
                    "must have at least " + MIN_LENGTH + " characters; openssl rand -base64 32 prints some");
        }
        return new CursorSettings(secret);
    }

    @Override
    public String toString() {
        return "CursorSettings[encrypted=" + secret.isPresent() + "]";
    }
}
