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
 * Queue of events for one client. While the client does not keep up, a channel with {@code conflate} queues one event
 * per document: it keeps its queue position and older cursor, and carries the newest document. Runs on the client's
 * event loop.
 */
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /** Stands for any snapshot document: it has no cursor and leaves the client's cursor unchanged. */
    private static final SubscriptionEvent DOCUMENT = SubscriptionEvent.control(SubscriptionEvent.Kind.SNAPSHOT, "");

    /** Maximum number of events of one subscription that are encoded at once. */
    static final int MAX_ENCODING = 32;

    /** Maximum number of queued events of a client that counts as caught up. */
    private static final int MAX_CAUGHT_UP = 256;

    private final Transport transport;
    private EventEncoder encoder;
    private final PushMetrics metrics;
    private final boolean conflating;
    private final long maxBytes;
    private final Set<Waiting> waiting = new LinkedHashSet<>();

    /** With conflation, the last queued event of each document. */
    private final Map<Object, Waiting> newest = new HashMap<>();

    private int encoding;
    private Consumer<Runnable> loop = Runnable::run;
    private Runnable onEncoded = () -> {};
    private Runnable onFailed = () -> {};
    private long bytes;

    /** A queued event. */
    private static final class Waiting {

        private final @Nullable Object key;
        private SubscriptionEvent event;
        private @Nullable EncodedEvent encoded;
        private int size;

        /**
         * Creates a queued event.
         *
         * @param key the document to conflate by, or null
         * @param encoded null to encode it later
         */
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
     * Creates an empty queue.
     *
     * @param conflating whether a newer change of a document replaces a queued one
     * @param maxBytes the client is closed if more bytes are queued
     */
    Outbox(Transport transport, EventEncoder encoder, PushMetrics metrics, boolean conflating, long maxBytes) {
        this.metrics = metrics;
        this.transport = transport;
        this.encoder = encoder;
        this.conflating = conflating;
        this.maxBytes = maxBytes;
    }

    /** Encodes with another encoder from now on. Queued events that are already encoded stay as they are. */
    void encodeWith(EventEncoder newEncoder) {
        encoder = newEncoder;
    }

    /** Registers what to run on the client's event loop when a promised encoding is ready or has failed. */
    void onEncoded(Consumer<Runnable> onLoop, Runnable encoded, Runnable failed) {
        loop = onLoop;
        onEncoded = encoded;
        onFailed = failed;
    }

    /** Returns whether nothing is queued, here or in the transport. */
    boolean isEmpty() {
        return waiting.isEmpty() && !transport.isFull();
    }

    /**
     * Returns whether the client reads fast enough to be offered more; events still being encoded do not count against
     * it.
     */
    boolean keepsUp() {
        return !transport.isFull() && waiting.size() < MAX_CAUGHT_UP && bytes <= maxBytes / 2;
    }

    /**
     * Sends a change, or queues it until the client can take it.
     *
     * @return the encoding if it was written or will be as soon as it is ready; null if the event is queued for a slow
     *     client or not sent at all
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
     * Replaces a queued change. One that is being encoded is sent as it is; otherwise a document that changes all the
     * time would never be sent.
     */
    private void conflate(Waiting earlier, ChannelEvent event, ChangeType type) {
        metrics.conflated();
        ChangeType merged = type.after(ChangeType.valueOf(earlier.event.kind().name()));
        earlier.event = SubscriptionEvent.change(event, merged, earlier.event.position());
        // Encoded when its turn comes, as yet another change may replace it.
        earlier.encoded = null;
    }

    /** Sends an event that is never conflated. */
    void send(SubscriptionEvent outgoing) {
        EncodedEvent encoded = encoder.encode(outgoing);
        if (encoded != null) {
            send(outgoing, encoded);
        }
    }

    /** Encodes the documents of a snapshot. May block; must not be called on the event loop. */
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

    /** Sends the channel's position; the queue must be empty. */
    void sendPosition(SubscriptionEvent outgoing) {
        EncodedEvent encoded = encoder.encode(outgoing);
        if (encoded != null && encoded.isReady()) {
            metrics.sent(encoded.size());
            transport.sendPosition(encoded.bytes(), outgoing.position());
        } else if (encoded != null) {
            send(outgoing, encoded);
        }
    }

    /** Returns the queued bytes. */
    long bytes() {
        return bytes;
    }

    /** Returns the position of the first queued event that has one. */
    Optional<String> firstPosition() {
        return waiting.stream()
                .map(each -> each.event.position())
                .filter(position -> !position.isEmpty())
                .findFirst();
    }

    /** Discards the queue because the client is gone. */
    void clear() {
        waiting.clear();
        newest.clear();
        count(-bytes);
    }

    /** Discards the queue except for a ready event, because a resync follows. */
    void discardQueue() {
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
        // It may have become ready since the caller checked.
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
        // A single event may have any size; otherwise its client could never get past it.
        if (bytes > maxBytes && waiting.size() > 1) {
            LOG.atInfo().addKeyValue("bytes", bytes).log("Closed a subscription: the client reads too slowly");
            clear();
            transport.close(CloseCode.TOO_SLOW);
        }
    }

    /** Writes queued events while the client takes them and they are encoded. */
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

    /** Starts encoding the next events, up to the limit. */
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
