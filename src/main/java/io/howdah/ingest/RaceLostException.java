package io.howdah.ingest;

/** Another writer changed a document between the batch's read and its write, too many times in a row. */
public final class RaceLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RaceLostException(String model, int lost) {
        super(lost + " documents of " + model + " were changed by other writers, the batch will be retried");
    }
}
