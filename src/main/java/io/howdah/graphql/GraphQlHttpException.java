package io.howdah.graphql;

/** Thrown when an HTTP request is not a valid GraphQL request. The client gets the message. */
public final class GraphQlHttpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String allow;

    /** Creates an exception with an HTTP status. */
    public GraphQlHttpException(int status, String message) {
        this(status, message, "");
    }

    private GraphQlHttpException(int status, String message, String allow) {
        // The client caused it, so the log needs no stack trace.
        super(message, null, false, false);
        this.status = status;
        this.allow = allow;
    }

    /** Creates an exception with the status 405 and the allowed methods. */
    public static GraphQlHttpException methodNotAllowed(String message, String allow) {
        return new GraphQlHttpException(405, message, allow);
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the allowed methods, or an empty text if the method is not the error. */
    public String allow() {
        return allow;
    }
}
