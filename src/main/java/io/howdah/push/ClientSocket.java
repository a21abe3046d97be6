package io.howdah.push;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** Open WebSocket of a protocol other than the channels' own. All methods must be called on its event loop. */
public interface ClientSocket {

    /** Returns the context of its event loop. */
    Context context();

    /** Returns the client address; a trusted proxy may have forwarded it. */
    String address();

    /** Registers handlers for the client's messages: one for text, one for any other type. */
    void onMessage(Consumer<String> text, Runnable other);

    /**
     * Limits the bytes read from now on.
     *
     * @param exceeded runs once if the client sends more; the excess is discarded
     * @return removes the limit
     */
    Runnable limitInput(int maxBytes, Runnable exceeded);

    /** Writes the parts as one text frame without blocking; does nothing if the socket is closed. */
    void writeText(byte[]... utf8);

    /** Returns whether the client does not keep up, so that further frames would be queued in memory. */
    boolean isFull();

    /** Returns the bytes queued for a client that does not keep up. */
    long waitingBytes();

    /** Registers an action that runs whenever the socket is no longer full. */
    void onDrain(Runnable resume);

    /** Closes the socket after everything sent before. Idempotent. */
    void close(int code, String reason);

    /** Returns whether the socket has closed. */
    boolean isClosed();

    /** Returns a future that succeeds when the socket has closed, whichever side closed it. */
    Future<Void> closed();
}
