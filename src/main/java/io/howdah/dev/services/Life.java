package io.howdah.dev.services;

/** Lifecycle of one entity, as a sequence of events. */
interface Life {

    /** Returns the next event. Must not be called after the last one. */
    DomainEvent next();

    boolean isOver();

    /** Returns whether the entity waits for a user, and should get its next event later than others. */
    default boolean isWaiting() {
        return false;
    }
}
