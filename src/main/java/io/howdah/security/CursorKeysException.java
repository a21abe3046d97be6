package io.howdah.security;

/** Thrown for cursor keys that this process cannot use. The message is one sentence with the fix. */
public final class CursorKeysException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CursorKeysException(String message) {
        super(message);
    }
}
