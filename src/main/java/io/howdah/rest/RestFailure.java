package io.howdah.rest;

import io.howdah.graphql.GraphQlRefusal;
import io.howdah.graphql.UserInputException;
import io.howdah.query.AbandonedException;
import io.howdah.query.ForbiddenFieldException;
import io.howdah.query.InvalidQueryException;
import io.howdah.query.ReadFailures;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Maps a failure to what the client may see of it.
 *
 * @param status the response's status
 * @param detail a sentence for a person
 * @param allow the allowed methods, or an empty text
 * @param isLogged whether to log the failure, because no client can fix it
 */
record RestFailure(int status, String detail, String allow, boolean isLogged) {

    static final String INTERNAL = "The request failed in the server.";

    private static final String TIMEOUT = "The request took too long.";
    private static final String UNAVAILABLE = "The database is temporarily unavailable; try again later.";

    /** Maps a failure by its first cause that has a response of its own; other failures are internal errors. */
    static RestFailure of(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            RestFailure mapped = map(cause);
            if (mapped != null) {
                return mapped;
            }
        }
        return new RestFailure(500, INTERNAL, "", true);
    }

    private static @Nullable RestFailure map(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof RestException refused) {
            return new RestFailure(refused.status(), message, refused.allow(), false);
        }
        if (cause instanceof InvalidQueryException || cause instanceof UserInputException) {
            return new RestFailure(400, message, "", false);
        }
        if (cause instanceof GraphQlRefusal || cause instanceof ForbiddenFieldException) {
            return new RestFailure(403, message, "", false);
        }
        if (cause instanceof AbandonedException abandoned) {
            return new RestFailure(status(abandoned.reason()), message, "", false);
        }
        if (ReadFailures.isTimeout(cause)) {
            return new RestFailure(504, TIMEOUT, "", true);
        }
        return ReadFailures.isUnavailable(cause) ? new RestFailure(503, UNAVAILABLE, "", true) : null;
    }

    private static int status(AbandonedException.Reason reason) {
        return switch (reason) {
            case TIMEOUT -> 504;
            case SHARE -> 429;
            case OVERLOADED, CLIENT_DISCONNECTED -> 503;
        };
    }

    /** Returns additional headers of the response. */
    Map<String, Object> headers() {
        if (status == 503 || status == 429) {
            return Map.of("Retry-After", "1");
        }
        return allow.isEmpty() ? Map.of() : Map.of("Allow", allow);
    }
}
