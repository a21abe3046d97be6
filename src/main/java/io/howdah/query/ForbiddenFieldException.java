package io.howdah.query;

/** A field that is not for whoever asks, to read, to filter or to order by; the message is shown to the client. */
public final class ForbiddenFieldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Of a field that is asked for. */
    public ForbiddenFieldException() {
        this("You may not read this field.");
    }

    /** Says what is not allowed. */
    public ForbiddenFieldException(String message) {
        super(message, null, false, false);
    }
}
