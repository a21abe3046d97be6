package io.howdah.graphql;

/** A field that is not for whoever asks; the message is shown to the client. */
final class FieldForbiddenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FieldForbiddenException() {
        super("You may not read this field.", null, false, false);
    }
}
