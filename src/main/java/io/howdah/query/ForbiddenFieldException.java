package io.howdah.query;

/** Thrown when the principal may not read, filter by or sort by a field. The client gets the message. */
public final class ForbiddenFieldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception for a field in a selection. */
    public ForbiddenFieldException() {
        this("You may not read this field.");
    }

    /** Creates an exception with a message for the client. */
    public ForbiddenFieldException(String message) {
        super(message, null, false, false);
    }
}
