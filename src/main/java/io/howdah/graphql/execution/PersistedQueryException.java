package io.howdah.graphql.execution;

import io.howdah.graphql.ErrorCode;

/**
 * Thrown when a persisted query is unknown or not allowed. The client gets the message, which its library may
 * recognise.
 */
final class PersistedQueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    PersistedQueryException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }
}
