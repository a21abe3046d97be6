package io.howdah.admin;

/** A request that is answered with a problem: one sentence for the operator, with the cure. */
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

    /** Return the failure of a request that is wrong in itself. */
    public static AdminException badRequest(String message) {
        return new AdminException(BAD_REQUEST, message);
    }

    /** Return the failure of a request for what is not there. */
    public static AdminException notFound(String message) {
        return new AdminException(NOT_FOUND, message);
    }

    /** Return the failure of a request that cannot be served in the present state. */
    public static AdminException conflict(String message) {
        return new AdminException(CONFLICT, message);
    }

    /** Return the failure of a request that may be served when something outside is back. */
    public static AdminException unavailable(String message) {
        return new AdminException(UNAVAILABLE, message);
    }

    int status() {
        return status;
    }
}
