package io.howdah.ingest.format;

/** Rejects a value that does not have its route's format; a record error. */
public final class UnreadableValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception without a cause: a dead letter reports the innermost message, and a parser's would describe
     * the parser.
     */
    UnreadableValueException(String message) {
        super(message);
    }
}
