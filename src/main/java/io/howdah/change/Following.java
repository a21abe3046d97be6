package io.howdah.change;

/** What follows a route's changes on a thread of its own, until it is stopped. */
interface Following extends Runnable {

    /** Why the changes are not followed at the moment; empty while they are. */
    String trouble();

    /** Whether it reads a stream of its own because it does not keep up with the shared one yet, or no more. */
    boolean isBehind();

    /** How many changes the shared stream has read for it that it has not taken. */
    int waiting();

    /** Ends it; it may be called by any thread. */
    void stop();
}
