package io.howdah.ingest;

/** Ends a batch after an infrastructure error with one of its records. The whole batch will be read again. */
public final class BatchAbandonedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BatchAbandonedException() {
        super(
                "an earlier record of the batch failed with an infrastructure error; the batch is not committed and will be read again");
    }
}
