package io.howdah.runtime.source;

/** Says in one line why the application cannot start, and what to do about it. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Makes it; {@code message} is the line. */
    public StartException(String message) {
        super(message);
    }

    /** Makes it; {@code message} is the line. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
