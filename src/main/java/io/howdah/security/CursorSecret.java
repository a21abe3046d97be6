package io.howdah.security;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * Encrypts cursor keys in the database with the setting {@code howdah.cursor.secret}: AES-SIV, designed for key wrapping,
 * with a key derived by PBKDF2. Without the setting, keys are stored unencrypted.
 */
final class CursorSecret {

    /** OWASP's recommendation of 2023 for PBKDF2 with HMAC-SHA-512: about 0.2 s, once for each stored key. */
    private static final int ITERATIONS = 210_000;

    private static final String KEY = "key";
    private static final String WRAPPED = "wrapped";
    private static final String SALT = "salt";
    private static final int SALT_BYTES = 16;
    private static final String FIX = "; set the secret that encrypted them, or delete the document " + CursorKeys.ID
            + " there; each client then resyncs once";

    private final Optional<String> secret;

    CursorSecret(Optional<String> secret) {
        this.secret = secret;
    }

    /** Adds a key to its stored document. */
    Document wrap(byte[] key, Document stored) {
        if (secret.isEmpty()) {
            return stored.append(KEY, new Binary(key));
        }
        byte[] salt = SivKey.random(SALT_BYTES);
        return stored.append(SALT, new Binary(salt))
                .append(WRAPPED, new Binary(derived(salt).encrypt(key)));
    }

    /**
     * Returns the key of a stored document.
     *
     * @throws CursorKeysException if the secret is missing or wrong
     */
    byte[] unwrap(Document stored) {
        Binary wrapped = stored.get(WRAPPED, Binary.class);
        if (wrapped == null) {
            return stored.get(KEY, Binary.class).getData();
        }
        if (secret.isEmpty()) {
            throw new CursorKeysException("howdah.cursor.secret is not set, but cursor keys in the collection "
                    + CursorKeys.COLLECTION + " of the system database are encrypted with one" + FIX);
        }
        return derived(stored.get(SALT, Binary.class).getData())
                .decrypt(wrapped.getData())
                .orElseThrow(() -> new CursorKeysException(
                        "howdah.cursor.secret does not decrypt the cursor keys in the collection "
                                + CursorKeys.COLLECTION + " of the system database" + FIX));
    }

    static boolean isWrapped(Document stored) {
        return stored.containsKey(WRAPPED);
    }

    boolean isSet() {
        return secret.isPresent();
    }

    private SivKey derived(byte[] salt) {
        try {
            PBEKeySpec spec =
                    new PBEKeySpec(secret.orElseThrow().toCharArray(), salt, ITERATIONS, SivKey.BYTES * Byte.SIZE);
            return new SivKey(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2WithHmacSHA512", e);
        }
    }
}
