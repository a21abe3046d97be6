package io.howdah.change;

import io.howdah.observe.FailureState;
import java.util.Optional;

/** What follows a route's changes on a thread of its own, until it is stopped. */
interface StreamFollower extends Runnable {

    /** Why the changes are not followed at the moment; empty while they are. */
    Optional<FailureState.Present> trouble();

    /** Whether the server has opened a stream for it, or another process follows the changes; it misses nothing from then on. */
    boolean hasBegun();

    /** Whether it reads a stream of its own because it does not keep up with the shared one yet, or no more. */
    boolean isBehind();

    /** How many changes the shared stream has read for it that it has not taken. */
    int waiting();

    /** Ends it; it may be called by any thread. */
    void stop();
}
