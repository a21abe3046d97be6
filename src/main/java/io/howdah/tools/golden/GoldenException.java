package io.howdah.tools.golden;

/** Says in one line what is wrong with the files of a golden test, and the cure. */
public final class GoldenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GoldenException(String message) {
        super(message);
    }

    GoldenException(String message, Throwable cause) {
        super(message, cause);
    }
}
