package io.howdah.graphql.execution;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import io.howdah.graphql.ErrorCode;

/**
 * Thrown when a document exceeds a limit. The client gets the message, which contains nothing of the document's text.
 */
final class LimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    LimitException(ErrorCode code, String message) {
        // The client caused it, so the log needs no stack trace.
        super(message, null, false, false);
        this.code = code;
    }

    GraphQLError error() {
        return GraphqlErrorBuilder.newError()
                .errorType(code)
                .message("%s", getMessage())
                .build();
    }
}
