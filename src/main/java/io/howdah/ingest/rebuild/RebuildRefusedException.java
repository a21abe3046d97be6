package io.howdah.ingest.rebuild;

/** A rebuild that is not begun, or cannot go on; the message says why and what to do. */
public final class RebuildRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RebuildRefusedException(String message) {
        super(message);
    }
}
