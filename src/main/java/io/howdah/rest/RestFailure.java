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
 * What a client is told of a failure.
 *
 * @param status the response's status
 * @param detail a sentence for a person
 * @param allow the methods that would be allowed, or an empty text
 * @param isOurs whether the failure is to be logged, as no client can cure it
 */
record RestFailure(int status, String detail, String allow, boolean isOurs) {

    static final String INTERNAL = "The request failed in the server.";

    private static final String LATE = "The request took too long.";
    private static final String AWAY = "This cannot be read at the moment; try again later.";

    /** Tells it by the first cause that says something to a client. */
    static RestFailure of(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            RestFailure told = told(cause);
            if (told != null) {
                return told;
            }
        }
        return new RestFailure(500, INTERNAL, "", true);
    }

    private static @Nullable RestFailure told(Throwable cause) {
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
        if (cause instanceof AbandonedException given) {
            return new RestFailure(status(given.reason()), message, "", false);
        }
        if (ReadFailures.isTimeout(cause)) {
            return new RestFailure(504, LATE, "", true);
        }
        return ReadFailures.isUnavailable(cause) ? new RestFailure(503, AWAY, "", true) : null;
    }

    private static int status(AbandonedException.Reason reason) {
        return switch (reason) {
            case TIMEOUT -> 504;
            case SHARE -> 429;
            case OVERLOADED, CLIENT_DISCONNECTED -> 503;
        };
    }

    /** Return what the response says beside it. */
    Map<String, Object> headers() {
        if (status == 503 || status == 429) {
            return Map.of("Retry-After", "1");
        }
        return allow.isEmpty() ? Map.of() : Map.of("Allow", allow);
    }
}
