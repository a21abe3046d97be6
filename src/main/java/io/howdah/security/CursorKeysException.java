package io.howdah.security;

/** Cursor keys that this process cannot use: one sentence, with the fix. */
public final class CursorKeysException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CursorKeysException(String message) {
        super(message);
    }
}
