package io.howdah.graphql.execution;

/** Says what is wrong with the list of operations: file, place, cure. Stops the start. */
public final class ManifestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ManifestException(String message) {
        super(message, null, false, false);
    }
}
