package io.howdah.ingest.rebuild;

/** A switch takes so long that live ingest should go on with the old collection; it is tried again later. */
final class SwitchTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SwitchTimeoutException() {
        super("the switch takes too long");
    }
}
