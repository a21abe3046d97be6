package io.howdah.change;

/** Another process may be following a durable route by now: this one must stop before its next step. */
final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLostException(String key) {
        super(key + " is another process's");
    }
}
