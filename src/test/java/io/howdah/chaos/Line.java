package io.howdah.chaos;

import java.util.concurrent.CompletableFuture;

/** What a subscriber hears by; it is cut when it is closed. */
interface Line extends AutoCloseable {

    /** How long one waits who was not told how long, in milliseconds. */
    int SOON_MS = 200;

    /** Done when either side has ended it, with the milliseconds after which its subscriber is to come again. */
    CompletableFuture<Integer> ended();
}
