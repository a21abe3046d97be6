package io.howdah.store;

/** A model's collection is being switched: what was written is not committed, and is done again after the switch. */
public final class SwitchingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SwitchingException(String model) {
        super("the collection of " + model + " is being switched by a rebuild; it is tried again");
    }
}
