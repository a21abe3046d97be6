package io.howdah.graphql.execution;

import io.howdah.graphql.ErrorCode;

/** A request by hash, id or text that is not served; the message is shown to the client, whose library may know it. */
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
