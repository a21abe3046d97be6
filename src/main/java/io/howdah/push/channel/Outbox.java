package io.howdah.push.channel;

import io.howdah.push.CloseCode;
import io.howdah.push.EncodedEvent;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
    private static final SubscriptionEvent DOCUMENT = SubscriptionEvent.control(SubscriptionEvent.Kind.SNAPSHOT, "");

    /** How many frames of one subscription are made at once; the others are made when these are. */
    static final int MAX_BEING_MADE = 32;

    /** How many changes may wait for a client that is caught up. */
    private static final int MAX_CAUGHT_UP = 256;

    private final Transport transport;
    private EventEncoder format;
    private final PushMetrics metrics;
    private final boolean conflating;
    private final long mostBytes;
    private final Set<Waiting> waiting = new LinkedHashSet<>();

    /** Of a channel that conflates, what waits last of each document. */
    private final Map<Object, Waiting> newest = new HashMap<>();

    private int beingMade;
    private Consumer<Runnable> loop = Runnable::run;
    private Runnable made = () -> {};
    private Runnable failed = () -> {};
    private long bytes;

    /** What was not written yet. */
    private static final class Waiting {

        private final @Nullable Object key;
        private SubscriptionEvent notice;
        private @Nullable EncodedEvent frame;
        private int size;

        /** Makes it; {@code key} is the document that it may be conflated with, if it may, and {@code frame} may be made later. */
        Waiting(@Nullable Object key, SubscriptionEvent notice, @Nullable EncodedEvent frame) {
            this.key = key;
            this.notice = notice;
            this.frame = frame;
            this.size = frame == null ? EncodedEvent.PROMISED_BYTES : frame.size();
        }

        boolean isBeingMade() {
            return frame != null && !frame.isMade();
        }
    }

    /**
     * Makes an empty one.
     *
     * @param conflating whether a newer change of a document takes the place of one that waits
     * @param mostBytes a client for which more waits is closed
     */
    Outbox(Transport transport, EventEncoder format, PushMetrics metrics, boolean conflating, long mostBytes) {
        this.metrics = metrics;
        this.transport = transport;
        this.format = format;
        this.conflating = conflating;
        this.mostBytes = mostBytes;
    }

    /** Makes frames like this from now on; what waits is told as it was, unless it is still to be made. */
    void format(EventEncoder next) {
        format = next;
    }

    /** Takes what is to be done on the client's event loop when a frame that was promised has been made or cannot be. */
    void onPromise(Consumer<Runnable> onLoop, Runnable kept, Runnable broken) {
        loop = onLoop;
        made = kept;
        failed = broken;
    }

    /** Whether the client keeps up, so that nothing waits. */
    boolean isEmpty() {
        return waiting.isEmpty() && !transport.isFull();
    }

    /** Whether the client reads what is written, so that more may be offered; what is still being made is no fault of its. */
    boolean keepsUp() {
        return !transport.isFull() && waiting.size() < MAX_CAUGHT_UP && bytes <= mostBytes / 2;
    }

    /**
     * Sends a change, now or as soon as the client takes it.
     *
     * @return its frame if it was written, or will be when it is made; null where it waits for the client, or is not to be told
     */
    @Nullable
    EncodedEvent change(ChannelEvent event, ChangeType type) {
        Object subject = conflating ? event.change().orElseThrow().subject() : event.place();
        Waiting earlier = newest.get(subject);
        if (earlier != null && !earlier.isBeingMade()) {
            conflate(earlier, event, type);
            return null;
        }
        SubscriptionEvent notice = event.notice(type);
        if (beingMade >= MAX_BEING_MADE) {
            keep(new Waiting(conflating ? subject : null, notice, null));
            return null;
        }
        EncodedEvent shared = format.frame(notice);
        if (shared == null) {
            return null;
        }
        boolean isMade = shared.isMade();
        if (isMade && isEmpty()) {
            write(notice, shared);
            return shared;
        }
        boolean isTakenWhenMade = !isMade && !transport.isFull();
        keep(new Waiting(conflating ? subject : null, notice, shared));
        return isTakenWhenMade ? shared : null;
    }

    /**
     * Lets a change take the place of one that waits. One that is being made is told as it is, or a document that changes all the time
     * would never be.
     */
    private void conflate(Waiting earlier, ChannelEvent event, ChangeType type) {
        metrics.conflated();
        ChangeType told = type.after(ChangeType.valueOf(earlier.notice.kind().name()));
        earlier.notice = SubscriptionEvent.change(event, told, earlier.notice.place());
        // Made when its turn comes: another may take its place before.
        earlier.frame = null;
    }

    /** Sends what stands for nothing that could be conflated. */
    void tell(SubscriptionEvent notice) {
        EncodedEvent frame = format.frame(notice);
        if (frame != null) {
            tell(notice, frame);
        }
    }

    /** Return the documents of a snapshot as frames; not on the event loop, as it may wait. */
    List<EncodedEvent> snapshot(List<SubscriptionEvent> documents) {
        return format.snapshot(documents);
    }

    /** Sends a document of a snapshot. */
    void document(EncodedEvent frame) {
        tell(DOCUMENT, frame);
    }

    private void tell(SubscriptionEvent notice, EncodedEvent frame) {
        if (isEmpty() && frame.isMade()) {
            write(notice, frame);
        } else {
            keep(new Waiting(null, notice, frame));
        }
    }

    /** Tells a client for which nothing waits how far the channel is. */
    void position(SubscriptionEvent notice) {
        EncodedEvent frame = format.frame(notice);
        if (frame != null && frame.isMade()) {
            metrics.wrote(frame.size());
            transport.position(frame.bytes(), notice.place());
        } else if (frame != null) {
            tell(notice, frame);
        }
    }

    /** Returns how many bytes wait. */
    long bytes() {
        return bytes;
    }

    /** Returns the position of the first event that waits, or empty if none does that has one. */
    Optional<String> firstPosition() {
        return waiting.stream()
                .map(each -> each.notice.place())
                .filter(position -> !position.isEmpty())
                .findFirst();
    }

    /** Forgets what waits: the client is gone. */
    void clear() {
        waiting.clear();
        newest.clear();
        count(-bytes);
    }

    /** Forgets what waits, but for the word that the subscription begins: the client is about to be told to begin anew. */
    void beginAnew() {
        List<Waiting> first = waiting.stream()
                .filter(each -> each.notice.kind() == SubscriptionEvent.Kind.READY)
                .toList();
        clear();
        first.forEach(each -> {
            waiting.add(each);
            count(each.size);
        });
    }

    private void count(long change) {
        bytes += change;
        metrics.queued(change);
    }

    private void keep(Waiting next) {
        if (transport.isClosed()) {
            return;
        }
        waiting.add(next);
        if (next.key != null) {
            newest.put(next.key, next);
        }
        count(next.size);
        if (next.frame != null) {
            follow(next, next.frame);
        }
        bound();
    }

    private void follow(Waiting each, EncodedEvent frame) {
        if (!frame.isPromised()) {
            return;
        }
        // It may have been made since it was found not to be.
        beingMade++;
        frame.then(
                loop,
                () -> {
                    beingMade--;
                    made.run();
                    if (waiting.contains(each) && each.frame == frame) {
                        count(frame.size() - each.size);
                        each.size = frame.size();
                        if (transport.isFull()) {
                            bound();
                        }
                    }
                },
                () -> {
                    beingMade--;
                    failed.run();
                });
    }

    private void bound() {
        // A single frame of any size is let wait, or its client could never get past it.
        if (bytes > mostBytes && waiting.size() > 1) {
            LOG.atInfo().addKeyValue("bytes", bytes).log("Closed a subscriber that reads too slowly");
            clear();
            transport.close(CloseCode.TOO_SLOW);
        }
    }

    /** Writes what waits, as far as the client takes it and it is made. */
    void drain() {
        Iterator<Waiting> next = waiting.iterator();
        while (next.hasNext() && !transport.isFull() && !transport.isClosed()) {
            Waiting each = next.next();
            EncodedEvent frame = frame(each);
            if (frame != null && !frame.isMade()) {
                makeNext();
                return;
            }
            next.remove();
            if (each.key != null) {
                newest.remove(each.key, each);
            }
            count(-each.size);
            if (frame != null) {
                write(each.notice, frame);
            }
        }
    }

    /** Has the next frames made, as many at once as may be. */
    private void makeNext() {
        Iterator<Waiting> next = waiting.iterator();
        while (next.hasNext() && beingMade < MAX_BEING_MADE) {
            frame(next.next());
        }
    }

    private @Nullable EncodedEvent frame(Waiting each) {
        if (each.frame == null) {
            each.frame = format.frame(each.notice);
            if (each.frame != null) {
                follow(each, each.frame);
            }
        }
        return each.frame;
    }

    private void write(SubscriptionEvent notice, EncodedEvent frame) {
        metrics.wrote(frame.size());
        transport.write(frame.bytes(), notice == DOCUMENT ? null : notice.place());
    }
}
