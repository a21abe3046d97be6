package io.howdah.graphql.execution;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import io.howdah.graphql.ErrorCode;

/** A document that is larger than it may be; the message, which is shown to the client, holds nothing of the document's text. */
final class LimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    LimitException(ErrorCode code, String message) {
        // A client's mistake, not ours: the message is enough.
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
