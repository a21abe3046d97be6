package io.howdah.query;

/** An argument that cannot be answered; the message is shown to the client. */
public final class InvalidQueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says which argument, its value, and the rule. */
    public InvalidQueryException(String message) {
        super(message, null, false, false);
    }
}
