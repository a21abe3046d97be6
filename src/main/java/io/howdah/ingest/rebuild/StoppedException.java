package io.howdah.ingest.rebuild;

/** Ends a rebuild's work where it is; it can go on from there. */
final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoppedException(String reason) {
        super(reason);
    }
}
