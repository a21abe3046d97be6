package io.howdah.query;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client's going away before it has its answer; what brings requests tells it, and the operation is given up. */
public final class Disconnect {

    /** Of a client that stays, or of which nobody knows. */
    public static final Disconnect NEVER = new Disconnect(null);

    private final @Nullable CompletableFuture<Boolean> gone;

    private Disconnect(@Nullable CompletableFuture<Boolean> gone) {
        this.gone = gone;
    }

    /** Makes one that can happen. */
    public static Disconnect possible() {
        return new Disconnect(new CompletableFuture<>());
    }

    /** Says that nobody waits for the answer any more. Harmless when repeated. */
    public void happen() {
        if (gone != null) {
            gone.complete(true);
        }
    }

    /** Returns whether nobody waits for the answer any more. */
    public boolean hasHappened() {
        return gone != null && gone.isDone();
    }

    /** Runs this when it happens, or now if it has; on another thread than the one that tells it. */
    void then(Runnable reaction) {
        if (gone != null) {
            var unused = gone.thenRunAsync(reaction);
        }
    }
}
