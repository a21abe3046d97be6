package io.howdah.ingest.format;

/** Says in a sentence why a value is not of its route's format: the record's own fault. */
public final class UnreadableValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Without a cause: the innermost message is the one that a dead letter tells, and a parser's would be about itself. */
    UnreadableValueException(String message) {
        super(message);
    }
}
