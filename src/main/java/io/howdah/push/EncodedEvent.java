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
 * What is written to a client for a notice, once it is made: a protocol that has to read something for it promises it. Many
 * subscriptions may share one.
 */
public final class EncodedEvent {

    private static final Logger LOG = LoggerFactory.getLogger(EncodedEvent.class);

    /** What one that is not made yet is taken to weigh. Bytes. */
    public static final int PROMISED_BYTES = 1024;

    private volatile byte @Nullable [] bytes;
    private final @Nullable CompletableFuture<byte[]> promise;

    /** Those who wait for it, by the thread of their event loop; guarded by this. */
    private final Map<Thread, List<Follower>> waiters = new HashMap<>();

    private record Follower(Runnable ready, Runnable failed) {}

    private EncodedEvent(byte @Nullable [] bytes, @Nullable CompletableFuture<byte[]> promise) {
        this.bytes = bytes;
        this.promise = promise;
    }

    /** Return one that is made: a text in UTF-8. */
    public static EncodedEvent of(byte[] utf8) {
        return new EncodedEvent(utf8, null);
    }

    /** Return one that will be made; if that fails, its subscriptions have failed. */
    public static EncodedEvent promised(CompletableFuture<byte[]> utf8) {
        return new EncodedEvent(null, utf8);
    }

    /** Return whether its bytes are there. */
    public boolean isReady() {
        byte[] known = bytes;
        if (known == null && promise != null && promise.isDone() && !promise.isCompletedExceptionally()) {
            bytes = promise.join();
        }
        return bytes != null;
    }

    /** Returns whether it was promised, even if it has been made since. */
    public boolean isPromised() {
        return promise != null;
    }

    /** Return whether it was promised and cannot be made. */
    public boolean isFailed() {
        return promise != null && promise.isCompletedExceptionally();
    }

    /** Return its bytes, once it is made. */
    public byte[] bytes() {
        byte[] known = bytes;
        if (known == null) {
            throw new IllegalStateException("not made yet");
        }
        return known;
    }

    /** Return roughly what keeping it costs, in bytes. */
    public int size() {
        return isReady() ? bytes().length : PROMISED_BYTES;
    }

    /**
     * Runs one of these when it is made or cannot be; does nothing for one that never was promised. Those who wait on one event loop are run
     * one after the other, in their order, by one hop to it: thousands may wait for the same frame.
     *
     * @param loop runs something on the calling event loop, later
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
                // The others are not to miss the frame.
                LOG.atWarn().addKeyValue("reason", e.toString()).log("A subscriber failed and is to connect again");
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
