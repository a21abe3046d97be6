package io.howdah.store;

/** Thrown when a rebuild is switching a model's collection: the writes are not committed, and are repeated after the switch. */
public final class SwitchingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SwitchingException(String model) {
        super("the collection of " + model + " is being switched by a rebuild; Howdah retries");
    }
}
