package io.howdah.push;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is written to a client for a notice, once it is made: a protocol that has to read something for it promises it. Many
 * subscriptions may share one.
 */
public final class Frame {

    /** What one that is not made yet is taken to weigh. Bytes. */
    private static final int PROMISED_BYTES = 1024;

    private volatile byte @Nullable [] bytes;
    private final @Nullable CompletableFuture<byte[]> promise;

    private Frame(byte @Nullable [] bytes, @Nullable CompletableFuture<byte[]> promise) {
        this.bytes = bytes;
        this.promise = promise;
    }

    /** Return one that is made: a text in UTF-8. */
    public static Frame of(byte[] utf8) {
        return new Frame(utf8, null);
    }

    /** Return one that will be made; if that fails, its subscriptions have failed. */
    public static Frame promised(CompletableFuture<byte[]> utf8) {
        return new Frame(null, utf8);
    }

    /** Return whether its bytes are there. */
    boolean isMade() {
        byte[] known = bytes;
        if (known == null && promise != null && promise.isDone() && !promise.isCompletedExceptionally()) {
            bytes = promise.join();
        }
        return bytes != null;
    }

    /** Return whether it was promised and cannot be made. */
    public boolean isBroken() {
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
        return isMade() ? bytes().length : PROMISED_BYTES;
    }

    /** Runs one of these when it is made or cannot be; on the thread that has made it. */
    void then(Runnable made, Runnable failed) {
        if (promise != null) {
            var unused = promise.whenComplete((done, failure) -> (failure == null ? made : failed).run());
        }
    }

    @Override
    public String toString() {
        byte[] known = bytes;
        return known == null ? "promised" : new String(known, StandardCharsets.UTF_8);
    }
}
