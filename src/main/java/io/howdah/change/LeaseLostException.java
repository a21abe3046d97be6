package io.howdah.change;

/** Thrown when another process may run a durable route, so this process must stop before its next step. */
final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLostException(String key) {
        super(key + ": another process has the lease");
    }
}
