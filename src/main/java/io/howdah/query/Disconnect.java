package io.howdah.query;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Signal that a client disconnected before it got its result. The transport signals it; the operation is then
 * abandoned. Thread-safe.
 */
public final class Disconnect {

    /** Never signalled: the client stays connected, or the transport can't tell. */
    public static final Disconnect NEVER = new Disconnect(null);

    private final @Nullable CompletableFuture<Boolean> signal;

    private Disconnect(@Nullable CompletableFuture<Boolean> signal) {
        this.signal = signal;
    }

    /** Creates a signal. */
    public static Disconnect create() {
        return new Disconnect(new CompletableFuture<>());
    }

    /** Signals that the client has disconnected. Idempotent. */
    public void signal() {
        if (signal != null) {
            signal.complete(true);
        }
    }

    /** Returns whether the client has disconnected. */
    public boolean isSignalled() {
        return signal != null && signal.isDone();
    }

    /**
     * Runs the action when the client disconnects, or now if it already has. The action never runs on the thread that
     * signals.
     */
    void whenSignalled(Runnable action) {
        if (signal != null) {
            var unused = signal.thenRunAsync(action);
        }
    }
}
