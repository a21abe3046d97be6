package io.howdah.admin;

/** Failure that a request is answered with as a problem. The message is one sentence for the operator, with the fix. */
public final class AdminException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;

    private final int status;

    private AdminException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the failure of an invalid request (400). */
    public static AdminException badRequest(String message) {
        return new AdminException(BAD_REQUEST, message);
    }

    /** Returns the failure of a request for something that does not exist (404). */
    public static AdminException notFound(String message) {
        return new AdminException(NOT_FOUND, message);
    }

    /** Returns the failure of a request that the current state forbids (409). */
    public static AdminException conflict(String message) {
        return new AdminException(CONFLICT, message);
    }

    /** Returns the failure of a request that needs an unavailable service; a retry may succeed (503). */
    public static AdminException unavailable(String message) {
        return new AdminException(UNAVAILABLE, message);
    }

    int status() {
        return status;
    }
}
