package io.howdah.push;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one client. While the client does not keep up, a channel that conflates keeps one change of each document: it
 * keeps its place in the queue and its older cursor, and carries the newest document. It runs on the client's event loop.
 */
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /** It is nothing to begin from, nor does it take away what there was. */
    private static final Notice DOCUMENT = Notice.control(Notice.Kind.SNAPSHOT, "");

    private final Transport transport;
    private final FrameFormat format;
    private final PushMetrics metrics;
    private final boolean conflating;
    private final long mostBytes;
    private final Map<Object, Waiting> waiting = new LinkedHashMap<>();
    private Runnable made = () -> {};
    private Runnable failed = () -> {};
    private long bytes;

    /** What was not written yet. */
    private static final class Waiting {

        private final Notice notice;
        private final int size;
        private @Nullable Frame frame;

        Waiting(Notice notice, @Nullable Frame frame, int size) {
            this.notice = notice;
            this.frame = frame;
            this.size = size;
        }
    }

    /**
     * Makes an empty one.
     *
     * @param conflating whether a newer change of a document takes the place of one that waits
     * @param mostBytes a client for which more waits is closed
     */
    Outbox(Transport transport, FrameFormat format, PushMetrics metrics, boolean conflating, long mostBytes) {
        this.metrics = metrics;
        this.transport = transport;
        this.format = format;
        this.conflating = conflating;
        this.mostBytes = mostBytes;
    }

    /** Takes what is to be done, on any thread, when a frame that was promised has been made or cannot be. */
    void onPromise(Runnable kept, Runnable broken) {
        made = kept;
        failed = broken;
    }

    /** Whether the client keeps up, so that nothing waits. */
    boolean isEmpty() {
        return waiting.isEmpty() && !transport.isFull();
    }

    /** Sends a change, now or as soon as the client takes it. */
    void change(ChannelEvent event, ChangeType type) {
        Notice notice = event.notice(type);
        Frame shared = format.frame(notice);
        if (shared == null) {
            return;
        }
        if (isEmpty() && shared.isMade()) {
            write(notice, shared);
            metrics.told(event);
            return;
        }
        Object key = conflating ? event.change().orElseThrow().subject() : event.place();
        Waiting earlier = waiting.get(key);
        if (earlier == null || earlier.notice.event().isEmpty()) {
            keep(key, new Waiting(notice, shared, shared.size()));
        } else {
            metrics.conflated();
            ChangeType told =
                    type.after(ChangeType.valueOf(earlier.notice.kind().name()));
            // Made when its turn comes: another may take its place before.
            keep(key, new Waiting(Notice.change(event, told, earlier.notice.place()), null, shared.size()));
        }
    }

    /** Sends what stands for nothing that could be conflated. */
    void tell(Notice notice) {
        Frame frame = format.frame(notice);
        if (frame != null) {
            tell(notice, frame);
        }
    }

    /** Return the documents of a snapshot as frames; not on the event loop, as it may wait. */
    List<Frame> snapshot(List<Notice> documents) {
        return format.snapshot(documents);
    }

    /** Sends a document of a snapshot. */
    void document(Frame frame) {
        tell(DOCUMENT, frame);
    }

    private void tell(Notice notice, Frame frame) {
        if (isEmpty() && frame.isMade()) {
            write(notice, frame);
        } else {
            keep(new Object(), new Waiting(notice, frame, frame.size()));
        }
    }

    /** Tells a client for which nothing waits how far the channel is. */
    void position(Notice notice) {
        Frame frame = format.frame(notice);
        if (frame != null && frame.isMade()) {
            metrics.wrote(frame.size());
            transport.position(frame.bytes(), notice.place());
        }
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
        count(next.size - (earlier == null ? 0 : earlier.size));
        if (next.frame != null) {
            // Whether or not it has been made since it was found not to be.
            next.frame.then(made, failed);
        }
        // A single frame of any size is let wait, or its client could never get past it.
        if (bytes > mostBytes && waiting.size() > 1) {
            LOG.atInfo().addKeyValue("bytes", bytes).log("Closed a subscriber that reads too slowly");
            clear();
            transport.close(CloseCode.TOO_SLOW);
        }
    }

    /** Writes what waits, as far as the client takes it and it is made. */
    void drain() {
        Iterator<Waiting> next = waiting.values().iterator();
        while (next.hasNext() && !transport.isFull() && !transport.isClosed()) {
            Waiting each = next.next();
            Frame frame = frame(each);
            if (frame != null && !frame.isMade()) {
                return;
            }
            next.remove();
            count(-each.size);
            if (frame != null) {
                write(each.notice, frame);
            }
        }
    }

    private @Nullable Frame frame(Waiting each) {
        if (each.frame == null) {
            each.frame = format.frame(each.notice);
            if (each.frame != null && !each.frame.isMade()) {
                each.frame.then(made, failed);
            }
        }
        return each.frame;
    }

    private void write(Notice notice, Frame frame) {
        metrics.wrote(frame.size());
        transport.write(frame.bytes(), notice == DOCUMENT ? null : notice.place());
    }
}
