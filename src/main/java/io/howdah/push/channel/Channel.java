package io.howdah.push.channel;

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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel that carries the changes of a read model: what it said last, and who listens. Events come in the order of the stream,
 * from the thread of the notify route; subscriptions come and go on their event loops. What is said under the lock and scheduled
 * on a loop arrives there in the same order.
 */
public final class Channel {

    /** Events that event loops have still to take while the next is made. */
    public static final int MAX_IN_FLIGHT = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Channel.class);

    private final String name;
    private final ReadModel model;
    private final CloudEventEncoder encoder;
    private final ReplayBuffer buffer;
    private final Consumer<ChannelEvent> onWritten;
    private final Map<Thread, LoopGroup> groups = new ConcurrentHashMap<>();
    private final Map<Subscription, Runnable> waiting = new LinkedHashMap<>();
    private final Deque<Future<Void>> inFlight = new ArrayDeque<>();

    /** The last one, encoded once for all. */
    private SubscriptionEvent positionEvent = SubscriptionEvent.control(SubscriptionEvent.Kind.POSITION, "");

    /** Where a subscription stands after a step. */
    enum Outcome {
        /** There is more. */
        MORE,
        /** It gets what comes from now on. */
        JOINED,
        /** The ring does not reach back to its place. */
        LOST
    }

    /** Some events for a subscription, and where it stands after them. */
    record Step(List<BufferedEvent> events, Outcome outcome) {}

    /**
     * Makes one that knows no place yet.
     *
     * @param onWritten takes each event that an event loop has written to its sockets, on that loop
     */
    Channel(
            String name,
            ReadModel model,
            CloudEventEncoder encoder,
            long bufferBytes,
            Consumer<ChannelEvent> onWritten) {
        this.name = name;
        this.model = model;
        this.encoder = encoder;
        this.buffer = new ReplayBuffer(bufferBytes);
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

    /** Makes the frames of somebody, without the fields that they may not read. */
    CloudEventEncoder encoderFor(Principal principal) {
        return encoder.withHidden(model.hiddenFrom(principal));
    }

    /**
     * Takes the next event of the stream.
     *
     * @return done when every event loop has taken all events but the last {@value #MAX_IN_FLIGHT}; no client is waited for
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

    /** Returns what the subscriptions get. */
    private ChannelEvent take(ChannelEvent published, @Nullable BufferedEvent buffered) {
        if (buffered != null && buffer.isContiguous(published.previous())) {
            buffer.append(buffered);
            return published;
        }
        buffer.clear(published.position());
        return buffered == null ? published : missedChanges(published.position());
    }

    /** A loop that finds several events writes them to a socket together. */
    private synchronized Future<Void> limitInFlight(Future<Void> taken) {
        inFlight.add(taken);
        return inFlight.size() > MAX_IN_FLIGHT ? inFlight.remove() : Future.succeededFuture();
    }

    /** What happened between the end and the position before this place did not come here. */
    private ChannelEvent missedChanges(String position) {
        LOG.atWarn().addKeyValue("channel", name).log("A channel missed changes, its subscribers get a resync");
        return ChannelEvent.resync(position);
    }

    /**
     * Notes that the stream has come to this place without an event.
     *
     * @param previous the position before, behind which there was none, or null where it is not known
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

    /** Begins where another one ends, whose subscriptions come over. */
    synchronized void continueFrom(Channel former) {
        String end = former.end();
        if (!end.isEmpty()) {
            buffer.advance(end);
        }
    }

    /** Forgets its events, which were made otherwise than the next ones: who comes back to an earlier place reads the stream. */
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

    /** Does this for a subscription as soon as the channel has a place in the stream, at once if it has; or never, if it leaves. */
    void whenFollowed(Subscription subscription, Runnable action) {
        synchronized (this) {
            if (buffer.end() == null) {
                waiting.put(subscription, action);
                return;
            }
        }
        action.run();
    }

    /** The place up to which everything is known, or an empty text before the first. */
    public synchronized String end() {
        String end = buffer.end();
        return end == null ? "" : end;
    }

    /** Where the ring begins, or null before the first place. */
    public synchronized @Nullable String start() {
        return buffer.start();
    }

    public synchronized boolean reachesBackTo(String position) {
        return buffer.covers(position) || buffer.isAhead(position);
    }

    /** What comes next that may concern a subscription; must be called on its event loop. */
    synchronized Step next(Subscription subscription, int max) {
        String position = subscription.position();
        if (!buffer.covers(position) && !buffer.isAhead(position)) {
            return new Step(List.of(), Outcome.LOST);
        }
        List<BufferedEvent> events = buffer.after(position, subscription.owners(), max);
        if (!events.isEmpty()) {
            return new Step(events, Outcome.MORE);
        }
        subscription.advanceTo(buffer.end());
        // What was published before this moment is passed over by its place, what comes later is scheduled behind it.
        group(subscription).add(subscription);
        return new Step(List.of(), Outcome.JOINED);
    }

    /** How many subscriptions get what comes from now on. */
    public int joined() {
        return groups.values().stream().mapToInt(LoopGroup::size).sum();
    }

    private LoopGroup group(Subscription subscription) {
        return groups.computeIfAbsent(Thread.currentThread(), loop -> new LoopGroup(subscription.context(), onWritten));
    }

    /**
     * Forgets a subscription; must be called on its event loop.
     *
     * @return what it waits for, if the channel had no place yet
     */
    @Nullable
    Runnable leave(Subscription subscription) {
        Runnable pendingStart;
        synchronized (this) {
            pendingStart = waiting.remove(subscription);
        }
        LoopGroup group = groups.get(Thread.currentThread());
        if (group != null) {
            group.remove(subscription);
        }
        return pendingStart;
    }

    /** Sends a position to the quiet ones of the subscriptions that have this turn. */
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
            // Behind what was published before the place was read.
            group.context()
                    .runOnContext(now -> group.turn(turn).forEach(subscription -> subscription.offerPosition(current)));
        }
    }
}
