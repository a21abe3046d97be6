package io.howdah.push.channel;

import io.howdah.push.CloseCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** In-process client that records its events; {@code full} makes it slow. */
public final class RecordingTransport implements Transport {

    public final List<byte[]> events = new CopyOnWriteArrayList<>();
    final List<String> positions = new CopyOnWriteArrayList<>();
    volatile boolean full;
    private volatile @Nullable CloseCode ended;
    private volatile Runnable gone = () -> {};

    @Override
    public void write(byte[] bytes, @Nullable String position) {
        events.add(bytes);
        positions.add(position == null ? "" : position);
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
