package io.howdah.rest;

import java.util.Collection;

/** Thrown for a request that Howdah rejects; the client gets the message as the problem's detail. */
final class RestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String allow;

    private RestException(int status, String message, String allow) {
        // Without a stack trace: the client made the mistake.
        super(message, null, false, false);
        this.status = status;
        this.allow = allow;
    }

    RestException(int status, String message) {
        this(status, message, "");
    }

    static RestException malformed(String message) {
        return new RestException(400, message);
    }

    /** Returns an exception that lists the available names: {@code what; available: a, b.} */
    static RestException unknown(String what, Collection<String> available) {
        return unknown(400, what, available);
    }

    static RestException unknown(int status, String what, Collection<String> available) {
        return new RestException(
                status, what + "; available: " + (available.isEmpty() ? "none" : String.join(", ", available)) + ".");
    }

    static RestException methodNotAllowed(String message, String allow) {
        return new RestException(405, message, allow);
    }

    int status() {
        return status;
    }

    /** Returns the allowed methods, or an empty text if the method is not the problem. */
    String allow() {
        return allow;
    }
}
