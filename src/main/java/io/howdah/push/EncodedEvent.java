package io.howdah.push;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encoded event: its bytes, or the promise of them where a protocol must read data first. Many subscriptions may share
 * one. Thread-safe.
 */
public final class EncodedEvent {

    private static final Logger LOG = LoggerFactory.getLogger(EncodedEvent.class);

    /** Assumed size in bytes of an encoding that is not ready. */
    public static final int PROMISED_BYTES = 1024;

    private volatile byte @Nullable [] bytes;
    private final @Nullable CompletableFuture<byte[]> promise;

    /** Waiting subscriptions by the thread of their event loop; guarded by this. */
    private final Map<Thread, List<Follower>> waiters = new HashMap<>();

    private record Follower(Runnable ready, Runnable failed) {}

    private EncodedEvent(byte @Nullable [] bytes, @Nullable CompletableFuture<byte[]> promise) {
        this.bytes = bytes;
        this.promise = promise;
    }

    /** Returns a ready encoding of UTF-8 text. */
    public static EncodedEvent of(byte[] utf8) {
        return new EncodedEvent(utf8, null);
    }

    /** Returns an encoding that will be ready later; if the future fails, so do its subscriptions. */
    public static EncodedEvent promised(CompletableFuture<byte[]> utf8) {
        return new EncodedEvent(null, utf8);
    }

    /** Returns whether the bytes are available. */
    public boolean isReady() {
        byte[] known = bytes;
        if (known == null && promise != null && promise.isDone() && !promise.isCompletedExceptionally()) {
            bytes = promise.join();
        }
        return bytes != null;
    }

    /** Returns whether it was promised, even if it is ready by now. */
    public boolean isPromised() {
        return promise != null;
    }

    /** Returns whether it was promised and has failed. */
    public boolean isFailed() {
        return promise != null && promise.isCompletedExceptionally();
    }

    /**
     * Returns the bytes.
     *
     * @throws IllegalStateException if it is not ready
     */
    public byte[] bytes() {
        byte[] known = bytes;
        if (known == null) {
            throw new IllegalStateException("the event is not encoded yet");
        }
        return known;
    }

    /** Returns the approximate memory size in bytes. */
    public int size() {
        return isReady() ? bytes().length : PROMISED_BYTES;
    }

    /**
     * Runs an action when a promised encoding is ready or has failed; does nothing for one that was never promised.
     * Actions of one event loop run in order in a single task, as thousands may wait for the same encoding.
     *
     * @param loop runs a task later on the calling event loop
     */
    public void then(Consumer<Runnable> loop, Runnable ready, Runnable failed) {
        if (promise == null) {
            return;
        }
        Thread thread = Thread.currentThread();
        synchronized (this) {
            List<Follower> others = waiters.get(thread);
            if (others != null) {
                others.add(new Follower(ready, failed));
                return;
            }
            waiters.put(thread, new ArrayList<>(List.of(new Follower(ready, failed))));
        }
        var unused = promise.whenComplete((done, failure) -> loop.accept(() -> complete(thread, failure == null)));
    }

    private void complete(Thread thread, boolean succeeded) {
        List<Follower> waiting;
        synchronized (this) {
            waiting = waiters.remove(thread);
        }
        for (Follower each : Objects.requireNonNullElse(waiting, List.<Follower>of())) {
            try {
                (succeeded ? each.ready() : each.failed()).run();
            } catch (RuntimeException | Error e) {
                // The others must not miss the event.
                LOG.atWarn().addKeyValue("reason", e.toString()).log("Subscription failed; the client must reconnect");
                each.failed().run();
            }
        }
    }

    @Override
    public String toString() {
        byte[] known = bytes;
        return known == null ? "promised" : new String(known, StandardCharsets.UTF_8);
    }
}
