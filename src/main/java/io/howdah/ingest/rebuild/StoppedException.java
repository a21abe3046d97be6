package io.howdah.ingest.rebuild;

/** Stops a rebuild at its current position, from which it can be resumed. */
final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoppedException(String reason) {
        super(reason);
    }
}
