package io.howdah.security;

/**
 * A token that only its provider can read, kept for later introspections.
 *
 * @param text the token, which is a secret of its client
 */
public record OpaqueToken(String text) {
    /** Returns a text without the secret. */
    @Override
    public String toString() {
        return "OpaqueToken";
    }
}
