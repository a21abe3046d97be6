package io.howdah.ingest;

/** A record's own fault: it can never be ingested as it is, and goes to the dead-letter topic. */
public final class InvalidRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidRecordException(String message) {
        super(message);
    }
}
