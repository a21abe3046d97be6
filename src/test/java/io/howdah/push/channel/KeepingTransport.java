package io.howdah.push.channel;

import io.howdah.push.CloseCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A client in the same process that keeps what it is sent, and takes it as long as the test lets it. */
public final class KeepingTransport implements Transport {

    public final List<byte[]> frames = new CopyOnWriteArrayList<>();
    final List<String> places = new CopyOnWriteArrayList<>();
    volatile boolean full;
    private volatile @Nullable CloseCode ended;
    private volatile Runnable gone = () -> {};

    @Override
    public void write(byte[] frame, @Nullable String position) {
        frames.add(frame);
        places.add(position == null ? "" : position);
    }

    @Override
    public String address() {
        return "127.0.0.1";
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public void onDrain(Runnable resume) {}

    @Override
    public void onClose(Runnable closed) {
        gone = closed;
    }

    @Override
    public void close(CloseCode code) {
        ended = code;
        gone.run();
    }

    @Override
    public void goAway(int retryMs) {
        close(CloseCode.GOING_AWAY);
    }

    @Override
    public Optional<CloseCode> ended() {
        return Optional.ofNullable(ended);
    }

    @Override
    public boolean isClosed() {
        return ended != null;
    }
}
