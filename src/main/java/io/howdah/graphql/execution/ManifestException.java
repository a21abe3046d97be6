package io.howdah.graphql.execution;

/**
 * Thrown when the list of operations is invalid, and stops the start. The message has the file, the source location,
 * the error and the fix.
 */
public final class ManifestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ManifestException(String message) {
        super(message, null, false, false);
    }
}
