package io.howdah.tools.golden;

/** Thrown for invalid files of a golden test. The message is one line with the problem and the fix. */
public final class GoldenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GoldenException(String message) {
        super(message);
    }

    GoldenException(String message, Throwable cause) {
        super(message, cause);
    }
}
