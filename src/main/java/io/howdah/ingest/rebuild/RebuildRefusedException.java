package io.howdah.ingest.rebuild;

/** Rejects a rebuild or its continuation. The message has the reason and the fix. */
public final class RebuildRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RebuildRefusedException(String message) {
        super(message);
    }
}
