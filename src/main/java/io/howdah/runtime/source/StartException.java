package io.howdah.runtime.source;

/** Thrown when the application cannot start. The message has the reason and the fix, one line per problem. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public StartException(String message) {
        super(message);
    }

    /** Creates the exception. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
