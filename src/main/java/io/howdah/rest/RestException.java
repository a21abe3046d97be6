package io.howdah.rest;

/** A request that is not answered with what was asked for; the message is shown to the client as a problem's detail. */
final class RestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String allow;

    private RestException(int status, String message, String allow) {
        // A client's mistake, not ours: the message is enough.
        super(message, null, false, false);
        this.status = status;
        this.allow = allow;
    }

    /** With this status. */
    RestException(int status, String message) {
        this(status, message, "");
    }

    static RestException malformed(String message) {
        return new RestException(400, message);
    }

    static RestException methodNotAllowed(String message, String allow) {
        return new RestException(405, message, allow);
    }

    int status() {
        return status;
    }

    /** Return the methods that would be allowed, or an empty text if the method isn't what is wrong. */
    String allow() {
        return allow;
    }
}
