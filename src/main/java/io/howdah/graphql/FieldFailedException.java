package io.howdah.graphql;

import io.howdah.model.RouteField;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A field whose route gives no answer; the message is shown to the client, the cause is for the log. */
public final class FieldFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    private FieldFailedException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.code = code;
    }

    /** Whatever went wrong, which is not the client's business. */
    public static FieldFailedException internal(RouteField field, @Nullable Throwable cause) {
        // Somebody who asks for a change must not read that nothing happened.
        String message =
                field.isMutation() ? "This command failed; it may have taken effect or not." : Errors.UNREADABLE;
        return new FieldFailedException(ErrorCode.INTERNAL_SERVER_ERROR, message, cause);
    }

    /** The route takes longer than it may, and goes on by itself. */
    public static FieldFailedException timeout(RouteField field, Duration timeout) {
        String message = "There is no answer within " + timeout.toMillis() + " ms"
                + (field.isMutation() ? "; the command may still take effect." : ".");
        return new FieldFailedException(ErrorCode.TIMEOUT, message, null);
    }

    /** No route takes the call, which has had no effect. */
    public static FieldFailedException unavailable(RouteField field, Throwable cause) {
        String message = field.isMutation()
                ? "Commands of this kind are not taken at present."
                : "This is not served at present.";
        return new FieldFailedException(ErrorCode.SERVICE_UNAVAILABLE, message, cause);
    }

    public ErrorCode code() {
        return code;
    }
}
