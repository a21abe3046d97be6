package io.howdah.security;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.IllegalBlockSizeException;
import org.cryptomator.siv.SivMode;
import org.cryptomator.siv.UnauthenticCiphertextException;

/**
 * Key of AES-SIV (RFC 5297) with AES-256: deterministic authenticated encryption. Equal texts have equal ciphertexts;
 * nothing else is revealed. Thread-safe.
 */
final class SivKey {

    static final int BYTES = 64;

    private final SivMode siv = new SivMode();
    private final byte[] mac;
    private final byte[] encryption;

    SivKey(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException("a key must have " + BYTES + " bytes, but has " + key.length);
        }
        mac = Arrays.copyOf(key, BYTES / 2);
        encryption = Arrays.copyOfRange(key, BYTES / 2, BYTES);
    }

    /** Returns secure random bytes. */
    static byte[] random(int length) {
        byte[] random = new byte[length];
        new SecureRandom().nextBytes(random);
        return random;
    }

    byte[] encrypt(byte[] plain, byte[]... context) {
        return siv.encrypt(encryption, mac, plain, context);
    }

    /** Returns the decrypted bytes, or empty if they were not encrypted with this key and context. */
    Optional<byte[]> decrypt(byte[] encrypted, byte[]... context) {
        try {
            return Optional.of(siv.decrypt(encryption, mac, encrypted, context));
        } catch (UnauthenticCiphertextException | IllegalBlockSizeException e) {
            return Optional.empty();
        }
    }
}
