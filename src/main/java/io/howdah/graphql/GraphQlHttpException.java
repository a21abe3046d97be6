package io.howdah.graphql;

/** An HTTP request that is no GraphQL request; the message says to the client why. */
public final class GraphQlHttpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String allow;

    public GraphQlHttpException(int status, String message) {
        this(status, message, "");
    }

    private GraphQlHttpException(int status, String message, String allow) {
        // A client's mistake, not ours: the message is enough.
        super(message, null, false, false);
        this.status = status;
        this.allow = allow;
    }

    public static GraphQlHttpException methodNotAllowed(String message, String allow) {
        return new GraphQlHttpException(405, message, allow);
    }

    public int status() {
        return status;
    }

    /** Returns the methods that would be allowed, or an empty text if the method isn't what is wrong. */
    public String allow() {
        return allow;
    }
}
