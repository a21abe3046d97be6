package io.howdah.push.channel;

import io.howdah.change.RawChange;
import io.howdah.model.AccessRule;
import io.howdah.model.ReadModel;
import io.howdah.security.Principal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Channel that carries the changes of one read model: its replay buffer and its subscriptions, grouped by event loop.
 * The thread of the notify route publishes events in stream order; subscriptions join and leave on their event loops.
 * Thread-safe: whatever is scheduled on a loop under this channel's lock arrives there in the same order.
 */
public final class Channel {

    /**
     * Maximum number of published events that event loops have not yet taken; the notify route waits for older ones.
     */
    public static final int MAX_IN_FLIGHT = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Channel.class);

    private final String name;
    private final ReadModel model;
    private final CloudEventEncoder encoder;
    private final ReplayBuffer buffer;
    private final Interest interest;
    private final Function<RawChange, Optional<ChannelEvent>> maker;
    private final Consumer<ChannelEvent> onWritten;
    private final Map<Thread, LoopGroup> groups = new ConcurrentHashMap<>();
    private final Map<Subscription, Runnable> waiting = new LinkedHashMap<>();
    private final Deque<Future<Void>> inFlight = new ArrayDeque<>();

    /** The latest position event; all subscriptions share its encoding. */
    private SubscriptionEvent positionEvent = SubscriptionEvent.control(SubscriptionEvent.Kind.POSITION, "");

    /** State of a subscription after one replay step. */
    enum Outcome {
        /** The buffer may contain more events. */
        MORE,
        /** The subscription has caught up and receives new events live. */
        JOINED,
        /** The buffer no longer covers the subscription's position. */
        LOST
    }

    /** Next events of a replay and the state after them. */
    record Step(List<ReplayableEvent> events, Outcome outcome) {}

    /**
     * Creates a channel with an empty replay buffer and no position.
     *
     * @param bufferBytes maximum size of the replay buffer
     * @param maker makes the event of a change that the notify route did not see, see {@link SkippedEvent}
     * @param onWritten receives each event after an event loop has written it to its sockets, on that loop
     */
    Channel(
            String name,
            ReadModel model,
            CloudEventEncoder encoder,
            long bufferBytes,
            Function<RawChange, Optional<ChannelEvent>> maker,
            Consumer<ChannelEvent> onWritten) {
        this.name = name;
        this.model = model;
        this.encoder = encoder;
        this.buffer = new ReplayBuffer(bufferBytes);
        this.interest = new Interest(model);
        this.maker = maker;
        this.onWritten = onWritten;
    }

    String name() {
        return name;
    }

    public ReadModel model() {
        return model;
    }

    AccessRule access() {
        return model.access();
    }

    public CloudEventEncoder encoder() {
        return encoder;
    }

    /** Returns an encoder that hides the fields that the principal may not read. */
    CloudEventEncoder encoderFor(Principal principal) {
        return encoder.withHidden(model.hiddenFrom(principal));
    }

    /**
     * Publishes the next event of the stream to all joined subscriptions. Does nothing if the buffer already covers its
     * position.
     *
     * @return completes when every event loop has taken all events but the last {@value #MAX_IN_FLIGHT}; slow clients
     *     do not delay it
     */
    public Future<Void> publish(ChannelEvent published) {
        List<Future<Void>> taken = new ArrayList<>(groups.size());
        List<Runnable> starts;
        BufferedEvent buffered = published.change().isPresent() ? new BufferedEvent(published) : null;
        synchronized (this) {
            if (buffered != null && buffer.hasReached(buffered.position())) {
                return Future.succeededFuture();
            }
            ChannelEvent event = take(published, buffered);
            for (LoopGroup group : groups.values()) {
                Promise<Void> promise = Promise.promise();
                taken.add(promise.future());
                group.context().runOnContext(now -> {
                    try {
                        group.deliver(event);
                    } finally {
                        promise.complete();
                    }
                });
            }
            starts = takeWaiting();
        }
        starts.forEach(Runnable::run);
        return limitInFlight(Future.all(taken).mapEmpty());
    }

    /**
     * Takes the next change of the stream, if it concerns no live subscription, so that the notify route need not run.
     * Takes no change of an external model, because it does not tell the former owner.
     *
     * @return whether it was taken
     */
    boolean take(RawChange change) {
        if (model.isExternal()) {
            return false;
        }
        RawBsonDocument document = change.document();
        // Without a document, the TTL index has removed a tombstone: no client must learn that.
        Set<String> marks =
                document == null ? Set.of() : interest.ownerMarks(document).orElse(null);
        if (marks == null) {
            return false;
        }
        List<Runnable> starts;
        synchronized (this) {
            if (buffer.hasReached(change.position())) {
                return true;
            }
            if (!buffer.isContiguous(change.previous())) {
                return false;
            }
            if (document == null) {
                buffer.advance(change.position());
            } else if (interest.mayConcern(marks)) {
                return false;
            } else {
                buffer.append(new SkippedEvent(change, OwnerHashes.of(marks), maker));
            }
            starts = takeWaiting();
        }
        starts.forEach(Runnable::run);
        return true;
    }

    /**
     * Buffers the event and returns the one to deliver: the event itself, or a resync if changes before it are missing.
     */
    private ChannelEvent take(ChannelEvent published, @Nullable BufferedEvent buffered) {
        if (buffered != null && buffer.isContiguous(published.previous())) {
            buffer.append(buffered);
            return published;
        }
        buffer.clear(published.position());
        return buffered == null ? published : missedChanges(published.position());
    }

    /** Allowing several events in flight lets a loop write them to a socket in one flush. */
    private synchronized Future<Void> limitInFlight(Future<Void> taken) {
        inFlight.add(taken);
        return inFlight.size() > MAX_IN_FLIGHT ? inFlight.remove() : Future.succeededFuture();
    }

    /** Logs the gap and returns a resync: changes between the buffer's end and this event never arrived here. */
    private ChannelEvent missedChanges(String position) {
        LOG.atWarn().addKeyValue("channel", name).log("Channel missed changes; subscribers get a resync");
        return ChannelEvent.resync(position);
    }

    /**
     * Records that the stream has reached a position without an event.
     *
     * @param previous position up to which nothing was missed, or null if it is not known
     */
    void advance(@Nullable String previous, String position) {
        List<Runnable> starts;
        synchronized (this) {
            if (buffer.hasReached(position) || buffer.isContiguous(previous)) {
                buffer.advance(position);
                starts = takeWaiting();
            } else {
                starts = List.of(() -> publish(missedChanges(position)));
            }
        }
        starts.forEach(Runnable::run);
    }

    /** Takes over the position of the channel that this one replaces; that channel's subscriptions then move here. */
    synchronized void continueFrom(Channel former) {
        String end = former.end();
        if (!end.isEmpty()) {
            buffer.advance(end);
        }
    }

    /**
     * Clears the replay buffer because its events have outdated payloads. Clients with an earlier cursor catch up from
     * the change stream.
     */
    synchronized void clearBuffer() {
        String end = buffer.end();
        if (end != null) {
            buffer.clear(end);
        }
    }

    private List<Runnable> takeWaiting() {
        List<Runnable> starts = List.copyOf(waiting.values());
        waiting.clear();
        return starts;
    }

    /**
     * Runs the action when the channel has a position in the stream: at once if it has one, never if the subscription
     * leaves before.
     */
    void whenFollowed(Subscription subscription, Runnable action) {
        synchronized (this) {
            if (buffer.end() == null) {
                waiting.put(subscription, action);
                return;
            }
        }
        action.run();
    }

    /** Returns the position up to which the channel knows all changes; empty before the first. */
    public synchronized String end() {
        String end = buffer.end();
        return end == null ? "" : end;
    }

    /** Returns the position where the replay buffer starts; null before the first position. */
    public synchronized @Nullable String start() {
        return buffer.start();
    }

    public synchronized boolean reachesBackTo(String position) {
        return buffer.covers(position) || buffer.isAhead(position);
    }

    /**
     * Returns the next buffered events that may concern a subscription. Adds the subscription to its loop group when it
     * has caught up. Must be called on its event loop.
     */
    synchronized Step next(Subscription subscription, int max) {
        String position = subscription.position();
        if (!buffer.covers(position) && !buffer.isAhead(position)) {
            return new Step(List.of(), Outcome.LOST);
        }
        List<ReplayableEvent> events = buffer.after(position, subscription.owners(), max);
        if (!events.isEmpty()) {
            return new Step(events, Outcome.MORE);
        }
        subscription.advanceTo(buffer.end());
        // The subscription skips events published before now by their position; later events are scheduled after this
        // step.
        group(subscription).add(subscription);
        interest.add(subscription.principal());
        return new Step(List.of(), Outcome.JOINED);
    }

    /** Returns the number of subscriptions that receive events live. */
    public int joined() {
        return groups.values().stream().mapToInt(LoopGroup::size).sum();
    }

    private LoopGroup group(Subscription subscription) {
        return groups.computeIfAbsent(Thread.currentThread(), loop -> new LoopGroup(subscription.context(), onWritten));
    }

    /**
     * Removes a subscription. Must be called on its event loop.
     *
     * @return the action that still waits for the channel's first position, or null
     */
    @Nullable
    Runnable leave(Subscription subscription) {
        Runnable pendingStart;
        synchronized (this) {
            pendingStart = waiting.remove(subscription);
        }
        LoopGroup group = groups.get(Thread.currentThread());
        if (group != null && group.remove(subscription)) {
            synchronized (this) {
                interest.remove(subscription.principal());
            }
        }
        return pendingStart;
    }

    /** Sends the current position to idle subscriptions of this turn. */
    public synchronized void sendPositions(int turn) {
        String end = end();
        if (end.isEmpty()) {
            return;
        }
        if (!end.equals(positionEvent.position())) {
            positionEvent = SubscriptionEvent.control(SubscriptionEvent.Kind.POSITION, end);
        }
        SubscriptionEvent current = positionEvent;
        for (LoopGroup group : groups.values()) {
            // Runs after the events published before the position was read.
            group.context()
                    .runOnContext(now -> group.turn(turn).forEach(subscription -> subscription.offerPosition(current)));
        }
    }
}
