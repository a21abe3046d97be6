package io.howdah.ingest.rebuild;

/** Aborts a switch that would block live ingest for too long. It is retried later. */
final class SwitchTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SwitchTimeoutException() {
        super("the switch takes too long");
    }
}
