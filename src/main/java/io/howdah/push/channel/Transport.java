package io.howdah.push.channel;

import io.howdah.push.CloseCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Connection to one client. All methods must be called on the client's event loop. */
public interface Transport {

    /**
     * Writes one event without blocking.
     *
     * @param bytes the encoded event
     * @param position position that a client may continue from, or null if the event has none
     */
    void write(byte[] bytes, @Nullable String position);

    /**
     * Sends the channel's position to an idle client.
     *
     * @param bytes the encoded position event
     */
    default void sendPosition(byte[] bytes, String position) {
        write(bytes, position);
    }

    /** Returns the client address; a trusted proxy may have forwarded it. */
    String address();

    /** Returns the key that the subscriptions of one connection share. */
    default Object connectionKey() {
        return this;
    }

    /** Returns the bytes queued in the socket for a client that does not keep up. */
    default long waitingBytes() {
        return 0;
    }

    /** Continues with another encoder. */
    default void switchTo(EventEncoder encoder) {
        // Nothing to do where the encoded event contains its cursor.
    }

    /** Returns whether further events would be queued in memory. */
    boolean isFull();

    /** Registers an action that runs whenever the transport is no longer full. */
    void onDrain(Runnable resume);

    /** Registers an action that runs once when the connection has ended, whichever side closed it. */
    void onClose(Runnable closed);

    /** Closes the connection with a code. */
    void close(CloseCode code);

    /** Closes the connection because its subscription no longer exists. */
    default void refuse(ResubscriptionRefusedException why) {
        close(CloseCode.CHANGED);
    }

    /** Closes the connection because the process stops; the client reconnects after {@code retryMs}. */
    void goAway(int retryMs);

    /** Returns the code that the server closed it with; empty if the client closed it. */
    Optional<CloseCode> ended();

    /** Returns whether the connection has ended. */
    boolean isClosed();
}
