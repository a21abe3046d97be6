package io.howdah.dev.services;

/** One entity on its way from its first event to its last. */
interface Life {

    /** The next event; not to be called once it is over. */
    DomainEvent next();

    boolean isOver();
}
