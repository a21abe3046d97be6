package io.howdah.graphql.execution;

import io.howdah.graphql.ErrorCode;
import io.howdah.graphql.GraphQlHttpException;
import io.howdah.graphql.GraphQlRefusal;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Failure of an operation as the client sees it. Only the message of a refusal is that of the exception.
 *
 * @param status the HTTP status
 * @param code the error's code
 * @param message the message for the client
 * @param allow the allowed HTTP methods, empty if the method is not the error
 * @param isWellFormed whether the request had a form that could be executed
 */
public record OperationFailure(int status, ErrorCode code, String message, String allow, boolean isWellFormed) {

    private static final String OVERLOADED = "The server is overloaded; try again later.";
    private static final String INTERNAL = "The operation failed on the server.";

    /** Returns the failure for an exception of the route. */
    public static OperationFailure of(@Nullable Throwable failure) {
        GraphQlHttpException malformed = ObjectHelper.getException(GraphQlHttpException.class, failure);
        if (malformed != null) {
            return new OperationFailure(
                    malformed.status(),
                    ErrorCode.BAD_REQUEST,
                    String.valueOf(malformed.getMessage()),
                    malformed.allow(),
                    false);
        }
        GraphQlRefusal refusal = ObjectHelper.getException(GraphQlRefusal.class, failure);
        if (refusal != null) {
            return new OperationFailure(403, ErrorCode.FORBIDDEN, String.valueOf(refusal.getMessage()), "", true);
        }
        if (ObjectHelper.getException(RejectedExecutionException.class, failure) != null) {
            return new OperationFailure(503, ErrorCode.OVERLOADED, OVERLOADED, "", true);
        }
        PersistedQueryException persistedQuery = ObjectHelper.getException(PersistedQueryException.class, failure);
        return persistedQuery == null
                ? new OperationFailure(500, ErrorCode.INTERNAL_SERVER_ERROR, INTERNAL, "", false)
                : new OperationFailure(
                        400, persistedQuery.code(), String.valueOf(persistedQuery.getMessage()), "", true);
    }

    /** Returns whether the server caused the failure. */
    public boolean isInternal() {
        return status == 500;
    }
}
