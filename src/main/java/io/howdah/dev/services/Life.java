package io.howdah.dev.services;

/** One entity on its way from its first event to its last. */
interface Life {

    /** The next event; not to be called once it is over. */
    DomainEvent next();

    boolean isOver();

    /** Whether somebody may do something about it, so that it is better left alone for a while. */
    default boolean isWaiting() {
        return false;
    }
}
