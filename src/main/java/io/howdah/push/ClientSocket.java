package io.howdah.push;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** An open WebSocket of a protocol that is not the channels' own. All of it runs on its event loop. */
public interface ClientSocket {

    /** Return the context of its event loop. */
    Context context();

    /** Returns the address that the client comes from, which may be behind a trusted proxy. */
    String address();

    /** Takes what the client says: each text, and, for something else than a text, what is to be done. */
    void onMessage(Consumer<String> text, Runnable other);

    /**
     * Limits the bytes that are read from now on.
     *
     * @param exceeded runs once if the client sends more, of which nothing is read
     * @return lifts the limit
     */
    Runnable limitInput(int maxBytes, Runnable exceeded);

    /** Writes a text frame, its parts one behind the other, without ever waiting for the client; does nothing if it is closed. */
    void writeText(byte[]... utf8);

    /** Return whether the client does not keep up, so that more would have to wait in memory. */
    boolean isFull();

    /** Return how many bytes wait for a client that does not keep up. */
    long waitingBytes();

    /** Runs this whenever it is no longer full. */
    void onDrain(Runnable resume);

    /** Ends it, behind what was sent; harmless when repeated. */
    void close(int code, String reason);

    /** Return whether it has ended. */
    boolean isClosed();

    /** Return what succeeds when it has ended, whichever side ended it. */
    Future<Void> closed();
}
