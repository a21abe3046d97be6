package io.howdah.chaos.loads;

import java.util.concurrent.CompletableFuture;

/** A connection of a subscriber; {@link #close} cuts it. */
interface ClientConnection extends AutoCloseable {

    /** How long a client waits before it reconnects if the server names no time, in milliseconds. */
    int DEFAULT_RETRY_MS = 200;

    /** Completes when either side closed it, with the milliseconds after which its subscriber reconnects. */
    CompletableFuture<Integer> ended();
}
