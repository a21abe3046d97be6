package io.howdah.ingest;

/** Rejects a record that can never be ingested as it is. The record goes to the dead-letter topic. */
public final class InvalidRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidRecordException(String message) {
        super(message);
    }
}
