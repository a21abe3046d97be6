package io.howdah.push;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one client. While the client does not keep up, a channel that conflates keeps one change of each document: it
 * keeps its place in the queue and its older cursor, and carries the newest document. It runs on the client's event loop.
 */
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final Transport transport;
    private final FrameEncoder encoder;
    private final PushMetrics metrics;
    private final boolean conflating;
    private final long mostBytes;
    private final Map<Object, Waiting> waiting = new LinkedHashMap<>();
    private long bytes;

    /** What was not written yet; of a change also what it tells, and from which place on. */
    private record Waiting(
            @Nullable ChangeType type, @Nullable String place, Supplier<byte[]> frame, int size) {}

    /**
     * Makes an empty one.
     *
     * @param conflating whether a newer change of a document takes the place of one that waits
     * @param mostBytes a client for which more waits is closed
     */
    Outbox(Transport transport, FrameEncoder encoder, PushMetrics metrics, boolean conflating, long mostBytes) {
        this.metrics = metrics;
        this.transport = transport;
        this.encoder = encoder;
        this.conflating = conflating;
        this.mostBytes = mostBytes;
    }

    /** Whether the client keeps up, so that nothing waits. */
    boolean isEmpty() {
        return waiting.isEmpty() && !transport.isFull();
    }

    /** Sends a change, now or as soon as the client takes it. */
    void change(ChannelEvent event, ChangeType type) {
        byte[] shared = encoder.shared(event, type);
        if (isEmpty()) {
            write(shared, event.place());
            metrics.told(event);
            return;
        }
        Object key = conflating ? event.change().orElseThrow().subject() : event.place();
        Waiting earlier = waiting.get(key);
        if (earlier == null || earlier.type() == null || earlier.place() == null) {
            keep(key, new Waiting(type, event.place(), () -> shared, shared.length));
        } else {
            metrics.conflated();
            ChangeType told = type.after(earlier.type());
            String place = earlier.place();
            keep(key, new Waiting(told, place, () -> encoder.change(event, told, place), shared.length));
        }
    }

    /** Sends a frame that stands for nothing that could be conflated. */
    void frame(byte[] frame, @Nullable String place) {
        if (isEmpty()) {
            write(frame, place);
        } else {
            keep(new Object(), new Waiting(null, place, () -> frame, frame.length));
        }
    }

    /** Tells a client for which nothing waits how far the channel is. */
    void position(byte[] frame, String place) {
        metrics.wrote(frame.length);
        transport.position(frame, place);
    }

    /** Forgets what waits: the client is gone, or about to be told to begin anew. */
    void clear() {
        waiting.clear();
        count(-bytes);
    }

    private void count(long change) {
        bytes += change;
        metrics.queued(change);
    }

    private void keep(Object key, Waiting next) {
        if (transport.isClosed()) {
            return;
        }
        Waiting earlier = waiting.put(key, next);
        count(next.size() - (earlier == null ? 0 : earlier.size()));
        // A single frame of any size is let wait, or its client could never get past it.
        if (bytes > mostBytes && waiting.size() > 1) {
            LOG.atInfo().addKeyValue("bytes", bytes).log("Closed a subscriber that reads too slowly");
            clear();
            transport.close(CloseCode.TOO_SLOW);
        }
    }

    /** Writes what waits, as far as the client takes it. */
    void drain() {
        Iterator<Waiting> next = waiting.values().iterator();
        while (next.hasNext() && !transport.isFull() && !transport.isClosed()) {
            Waiting each = next.next();
            next.remove();
            count(-each.size());
            write(each.frame().get(), each.place());
        }
    }

    private void write(byte[] frame, @Nullable String place) {
        metrics.wrote(frame.length);
        transport.write(frame, place);
    }
}
