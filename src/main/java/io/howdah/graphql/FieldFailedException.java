package io.howdah.graphql;

import io.howdah.model.RouteField;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Thrown when the route of a hand-written field gives no result. The client gets the message; the cause is logged. */
public final class FieldFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    private FieldFailedException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.code = code;
    }

    /** Creates an exception for a failure that the client must not see in detail. */
    public static FieldFailedException internal(RouteField field, @Nullable Throwable cause) {
        // The client of a mutation must not conclude that nothing happened.
        String message = field.isMutation()
                ? "The command failed. It may or may not have taken effect."
                : Errors.FIELD_UNREADABLE;
        return new FieldFailedException(ErrorCode.INTERNAL_SERVER_ERROR, message, cause);
    }

    /** Creates an exception for a route that exceeds its timeout. The route itself continues. */
    public static FieldFailedException timeout(RouteField field, Duration timeout) {
        String message = "The route did not respond within " + timeout.toMillis() + " ms"
                + (field.isMutation() ? "; the command may still take effect." : ".");
        return new FieldFailedException(ErrorCode.TIMEOUT, message, null);
    }

    /** Creates an exception for a call that no route accepted. It had no effect. */
    public static FieldFailedException unavailable(RouteField field, Throwable cause) {
        String message =
                field.isMutation() ? "This command is currently unavailable." : "This field is currently unavailable.";
        return new FieldFailedException(ErrorCode.SERVICE_UNAVAILABLE, message, cause);
    }

    /** Returns the error's code. */
    public ErrorCode code() {
        return code;
    }
}
