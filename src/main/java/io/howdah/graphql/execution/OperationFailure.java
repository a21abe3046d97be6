package io.howdah.graphql.execution;

import io.howdah.graphql.ErrorCode;
import io.howdah.graphql.GraphQlHttpException;
import io.howdah.graphql.GraphQlRefusal;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told of an exception that came instead of a result; only a refusal's own message is shown.
 *
 * @param status the status that HTTP has for it
 * @param code what kind of error it is
 * @param message one sentence
 * @param allow the methods that HTTP allows here, empty if that is not what is wrong
 * @param isWellFormed whether the request was one that could be executed by its form
 */
public record OperationFailure(int status, ErrorCode code, String message, String allow, boolean isWellFormed) {

    private static final String OVERLOADED = "The server is overloaded; try again later.";
    private static final String INTERNAL = "The operation failed in the server.";

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
        PersistedQueryException unknown = ObjectHelper.getException(PersistedQueryException.class, failure);
        return unknown == null
                ? new OperationFailure(500, ErrorCode.INTERNAL_SERVER_ERROR, INTERNAL, "", false)
                : new OperationFailure(400, unknown.code(), String.valueOf(unknown.getMessage()), "", true);
    }

    /** Returns whether it is the server's own. */
    public boolean isInternal() {
        return status == 500;
    }
}
