package io.howdah.ingest;

/** Stops the ingest of a model that waits for an operator. */
final class ModelPausedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message one line with the reason and the command that resumes the model
     */
    ModelPausedException(String message) {
        super(message);
    }
}
