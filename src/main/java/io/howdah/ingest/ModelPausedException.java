package io.howdah.ingest;

/** A model's ingest waits for a person: what must not be done by itself would have to be done next. */
final class ModelPausedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says in one line what happened and the command that lets it go on. */
    ModelPausedException(String message) {
        super(message);
    }
}
