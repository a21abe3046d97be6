package io.howdah.query;

/** Thrown when an operation is refused or abandoned before it has a result. The client gets the message. */
public final class AbandonedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why an operation was abandoned. */
    public enum Reason {
        /** No thread became free in time, or the queue was full. */
        OVERLOADED("The server is overloaded; try again later."),
        /** The client already has as many operations as one client may have. */
        SHARE("You have too many operations at once; wait for some to finish, then try again."),
        /** The operation exceeded {@code howdah.graphql.timeout}. */
        TIMEOUT("The operation took too long."),
        /** The client disconnected before the result was ready. */
        CLIENT_DISCONNECTED("The client disconnected.");

        private final String message;

        Reason(String message) {
            this.message = message;
        }
    }

    private final Reason reason;

    /** Creates an exception with the reason's message. */
    public AbandonedException(Reason reason) {
        super(reason.message, null, false, false);
        this.reason = reason;
    }

    /** Returns why the operation was abandoned. */
    public Reason reason() {
        return reason;
    }
}
