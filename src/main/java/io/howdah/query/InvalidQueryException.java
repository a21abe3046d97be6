package io.howdah.query;

/** Thrown when an argument of a query is invalid. The client gets the message. */
public final class InvalidQueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception. The message names the argument, its value and the rule. */
    public InvalidQueryException(String message) {
        super(message, null, false, false);
    }
}
