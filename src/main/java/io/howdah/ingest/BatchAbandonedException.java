package io.howdah.ingest;

/** Ends a batch early after the outside failed under one of its records: it will be read again as a whole. */
public final class BatchAbandonedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BatchAbandonedException() {
        super("the batch is not committed and is read again, because an earlier record of it met a failed service");
    }
}
