package io.howdah.push.channel;

import io.howdah.push.CloseCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way to one client. All of it runs on the client's event loop. */
public interface Transport {

    /**
     * Writes one event; never waits.
     *
     * @param frame the event's bytes
     * @param position where a client may begin from the next time, or null where the event is none to begin from
     */
    void write(byte[] frame, @Nullable String position);

    /**
     * Tells how far the channel is, where nothing else tells it.
     *
     * @param frame the control event that says so
     */
    default void sendPosition(byte[] frame, String position) {
        write(frame, position);
    }

    /** Returns the address that the client comes from, which may be behind a trusted proxy. */
    String address();

    /** Returns what the subscriptions of one connection have in common. */
    default Object connectionKey() {
        return this;
    }

    /** Returns how many bytes wait below it for a client that does not keep up. */
    default long waitingBytes() {
        return 0;
    }

    /** Goes on in another format, whose cursors are those of its frames. */
    default void switchTo(EventEncoder encoder) {
        // Where a frame has its cursor in itself, there is nothing beside it.
    }

    /** Return whether more would have to wait in memory. */
    boolean isFull();

    /** Runs this whenever it is no longer full. */
    void onDrain(Runnable resume);

    /** Runs this once, when it has ended, whoever ended it. */
    void onClose(Runnable closed);

    /** Ends it, and says why. */
    void close(CloseCode code);

    /** Ends it, since what it was for is there no longer. */
    default void refuse(ResubscriptionRefusedException why) {
        close(CloseCode.CHANGED);
    }

    /** Ends it as the process stops: the client is to come again after so many milliseconds. */
    void goAway(int retryMs);

    /** Return why the server has ended it, or nothing if it did not. */
    Optional<CloseCode> ended();

    /** Return whether it has ended. */
    boolean isClosed();
}
