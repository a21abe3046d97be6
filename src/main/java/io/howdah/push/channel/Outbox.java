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
    static final int MAX_ENCODING = 32;

    /** How many changes may wait for a client that is caught up. */
    private static final int MAX_CAUGHT_UP = 256;

    private final Transport transport;
    private EventEncoder encoder;
    private final PushMetrics metrics;
    private final boolean conflating;
    private final long maxBytes;
    private final Set<Waiting> waiting = new LinkedHashSet<>();

    /** Of a channel that conflates, what waits last of each document. */
    private final Map<Object, Waiting> newest = new HashMap<>();

    private int encoding;
    private Consumer<Runnable> loop = Runnable::run;
    private Runnable onEncoded = () -> {};
    private Runnable onFailed = () -> {};
    private long bytes;

    /** What was not written yet. */
    private static final class Waiting {

        private final @Nullable Object key;
        private SubscriptionEvent event;
        private @Nullable EncodedEvent encoded;
        private int size;

        /** Makes it; {@code key} is the document that it may be conflated with, if it may, and {@code frame} may be made later. */
        Waiting(@Nullable Object key, SubscriptionEvent outgoing, @Nullable EncodedEvent encoded) {
            this.key = key;
            this.event = outgoing;
            this.encoded = encoded;
            this.size = encoded == null ? EncodedEvent.PROMISED_BYTES : encoded.size();
        }

        boolean isEncoding() {
            return encoded != null && !encoded.isReady();
        }
    }

    /**
     * Makes an empty one.
     *
     * @param conflating whether a newer change of a document takes the place of one that waits
     * @param maxBytes a client with more waiting bytes is closed
     */
    Outbox(Transport transport, EventEncoder encoder, PushMetrics metrics, boolean conflating, long maxBytes) {
        this.metrics = metrics;
        this.transport = transport;
        this.encoder = encoder;
        this.conflating = conflating;
        this.maxBytes = maxBytes;
    }

    /** Makes frames like this from now on; what waits is told as it was, unless it is still to be made. */
    void encodeWith(EventEncoder newEncoder) {
        encoder = newEncoder;
    }

    /** Takes what is to be done on the client's event loop when a frame that was promised has been made or cannot be. */
    void onEncoded(Consumer<Runnable> onLoop, Runnable encoded, Runnable failed) {
        loop = onLoop;
        onEncoded = encoded;
        onFailed = failed;
    }

    /** Whether the client keeps up, so that nothing waits. */
    boolean isEmpty() {
        return waiting.isEmpty() && !transport.isFull();
    }

    /** Whether the client reads what is written, so that more may be offered; what is still being made is no fault of its. */
    boolean keepsUp() {
        return !transport.isFull() && waiting.size() < MAX_CAUGHT_UP && bytes <= maxBytes / 2;
    }

    /**
     * Sends a change, now or as soon as the client takes it.
     *
     * @return its frame if it was written, or will be when it is made; null where it waits for the client, or is not to be told
     */
    @Nullable
    EncodedEvent offerChange(ChannelEvent event, ChangeType type) {
        Object subject = conflating ? event.change().orElseThrow().subject() : event.position();
        Waiting earlier = newest.get(subject);
        if (earlier != null && !earlier.isEncoding()) {
            conflate(earlier, event, type);
            return null;
        }
        SubscriptionEvent outgoing = event.forType(type);
        if (encoding >= MAX_ENCODING) {
            enqueue(new Waiting(conflating ? subject : null, outgoing, null));
            return null;
        }
        EncodedEvent shared = encoder.encode(outgoing);
        if (shared == null) {
            return null;
        }
        boolean isReady = shared.isReady();
        if (isReady && isEmpty()) {
            write(outgoing, shared);
            return shared;
        }
        boolean isSentWhenReady = !isReady && !transport.isFull();
        enqueue(new Waiting(conflating ? subject : null, outgoing, shared));
        return isSentWhenReady ? shared : null;
    }

    /**
     * Lets a change take the place of one that waits. One that is being made is told as it is, or a document that changes all the time
     * would never be.
     */
    private void conflate(Waiting earlier, ChannelEvent event, ChangeType type) {
        metrics.conflated();
        ChangeType merged = type.after(ChangeType.valueOf(earlier.event.kind().name()));
        earlier.event = SubscriptionEvent.change(event, merged, earlier.event.position());
        // Made when its turn comes: another may take its place before.
        earlier.encoded = null;
    }

    /** Sends what stands for nothing that could be conflated. */
    void send(SubscriptionEvent outgoing) {
        EncodedEvent encoded = encoder.encode(outgoing);
        if (encoded != null) {
            send(outgoing, encoded);
        }
    }

    /** Return the documents of a snapshot as frames; not on the event loop, as it may wait. */
    List<EncodedEvent> encodeSnapshot(List<SubscriptionEvent> documents) {
        return encoder.encodeSnapshot(documents);
    }

    /** Sends a document of a snapshot. */
    void sendDocument(EncodedEvent encoded) {
        send(DOCUMENT, encoded);
    }

    private void send(SubscriptionEvent outgoing, EncodedEvent encoded) {
        if (isEmpty() && encoded.isReady()) {
            write(outgoing, encoded);
        } else {
            enqueue(new Waiting(null, outgoing, encoded));
        }
    }

    /** Sends the channel's position to a client with no waiting events. */
    void sendPosition(SubscriptionEvent outgoing) {
        EncodedEvent encoded = encoder.encode(outgoing);
        if (encoded != null && encoded.isReady()) {
            metrics.sent(encoded.size());
            transport.sendPosition(encoded.bytes(), outgoing.position());
        } else if (encoded != null) {
            send(outgoing, encoded);
        }
    }

    /** Returns how many bytes wait. */
    long bytes() {
        return bytes;
    }

    /** Returns the position of the first event that waits, or empty if none does that has one. */
    Optional<String> firstPosition() {
        return waiting.stream()
                .map(each -> each.event.position())
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
                .filter(each -> each.event.kind() == SubscriptionEvent.Kind.READY)
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

    private void enqueue(Waiting next) {
        if (transport.isClosed()) {
            return;
        }
        waiting.add(next);
        if (next.key != null) {
            newest.put(next.key, next);
        }
        count(next.size);
        if (next.encoded != null) {
            awaitEncoding(next, next.encoded);
        }
        closeIfTooSlow();
    }

    private void awaitEncoding(Waiting each, EncodedEvent encoded) {
        if (!encoded.isPromised()) {
            return;
        }
        // It may have been made since it was found not to be.
        encoding++;
        encoded.then(
                loop,
                () -> {
                    encoding--;
                    onEncoded.run();
                    if (waiting.contains(each) && each.encoded == encoded) {
                        count(encoded.size() - each.size);
                        each.size = encoded.size();
                        if (transport.isFull()) {
                            closeIfTooSlow();
                        }
                    }
                },
                () -> {
                    encoding--;
                    onFailed.run();
                });
    }

    private void closeIfTooSlow() {
        // A single frame of any size is let wait, or its client could never get past it.
        if (bytes > maxBytes && waiting.size() > 1) {
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
            EncodedEvent encoded = encode(each);
            if (encoded != null && !encoded.isReady()) {
                encodeNext();
                return;
            }
            next.remove();
            if (each.key != null) {
                newest.remove(each.key, each);
            }
            count(-each.size);
            if (encoded != null) {
                write(each.event, encoded);
            }
        }
    }

    /** Has the next frames made, as many at once as may be. */
    private void encodeNext() {
        Iterator<Waiting> next = waiting.iterator();
        while (next.hasNext() && encoding < MAX_ENCODING) {
            encode(next.next());
        }
    }

    private @Nullable EncodedEvent encode(Waiting each) {
        if (each.encoded == null) {
            each.encoded = encoder.encode(each.event);
            if (each.encoded != null) {
                awaitEncoding(each, each.encoded);
            }
        }
        return each.encoded;
    }

    private void write(SubscriptionEvent outgoing, EncodedEvent encoded) {
        metrics.sent(encoded.size());
        transport.write(encoded.bytes(), outgoing == DOCUMENT ? null : outgoing.position());
    }
}
