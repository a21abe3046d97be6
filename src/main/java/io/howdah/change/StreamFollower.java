package io.howdah.change;

import io.howdah.observe.FailureState;
import java.util.Optional;

/** Follows a route's changes on a thread of its own, until it is stopped. */
interface StreamFollower extends Runnable {

    /** Returns why the changes are not followed at the moment; empty while they are. */
    Optional<FailureState.Present> trouble();

    /**
     * Returns whether the server has opened a stream for it, or another process follows the changes. From then on no
     * change is missed.
     */
    boolean hasBegun();

    /** Returns whether it reads a stream of its own because it does not keep up with the shared one. */
    boolean isBehind();

    /** Returns the number of changes in its queue of the shared stream. */
    int waiting();

    /** Stops following. Can be called from any thread. */
    void stop();
}
