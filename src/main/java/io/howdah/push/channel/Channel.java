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

    private final String channel;
    private final ReadModel model;
    private final CloudEventEncoder encoder;
    private final ReplayBuffer ring;
    private final Consumer<ChannelEvent> told;
    private final Map<Thread, LoopGroup> groups = new ConcurrentHashMap<>();
    private final Map<Subscription, Runnable> waiting = new LinkedHashMap<>();
    private final Deque<Future<Void>> onTheirWay = new ArrayDeque<>();

    /** The last one, encoded once for all. */
    private SubscriptionEvent position = SubscriptionEvent.control(SubscriptionEvent.Kind.POSITION, "");

    /** Where a subscription stands after a step. */
    enum Outcome {
        /** There is more. */
        GOING_ON,
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
     * @param told takes each event that an event loop has written to its sockets, on that loop
     */
    Channel(String channel, ReadModel model, CloudEventEncoder encoder, long ringBytes, Consumer<ChannelEvent> told) {
        this.channel = channel;
        this.model = model;
        this.encoder = encoder;
        this.ring = new ReplayBuffer(ringBytes);
        this.told = told;
    }

    String channel() {
        return channel;
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
        return encoder.hiding(model.hiddenFrom(principal));
    }

    /**
     * Takes the next event of the stream.
     *
     * @return done when every event loop has taken all events but the last {@value #MAX_IN_FLIGHT}; no client is waited for
     */
    public Future<Void> publish(ChannelEvent published) {
        List<Future<Void>> taken = new ArrayList<>(groups.size());
        List<Runnable> begin;
        BufferedEvent kept = published.change().isPresent() ? new BufferedEvent(published) : null;
        synchronized (this) {
            if (kept != null && ring.knows(kept.place())) {
                return Future.succeededFuture();
            }
            ChannelEvent event = take(published, kept);
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
            begin = begin();
        }
        begin.forEach(Runnable::run);
        return mayGoOn(Future.all(taken).mapEmpty());
    }

    /** Returns what the subscriptions get. */
    private ChannelEvent take(ChannelEvent published, @Nullable BufferedEvent kept) {
        if (kept != null && ring.reaches(published.previous())) {
            ring.append(kept);
            return published;
        }
        ring.clear(published.place());
        return kept == null ? published : missed(published.place());
    }

    /** A loop that finds several events writes them to a socket together. */
    private synchronized Future<Void> mayGoOn(Future<Void> taken) {
        onTheirWay.add(taken);
        return onTheirWay.size() > MAX_IN_FLIGHT ? onTheirWay.remove() : Future.succeededFuture();
    }

    /** What happened between the end and the position before this place did not come here. */
    private ChannelEvent missed(String place) {
        LOG.atWarn().addKeyValue("channel", channel).log("A channel missed changes, its subscribers get a resync");
        return ChannelEvent.resync(place);
    }

    /**
     * Notes that the stream has come to this place without an event.
     *
     * @param previous the position before, behind which there was none, or null where it is not known
     */
    void move(@Nullable String previous, String place) {
        List<Runnable> begin;
        synchronized (this) {
            if (ring.knows(place) || ring.reaches(previous)) {
                ring.move(place);
                begin = begin();
            } else {
                begin = List.of(() -> publish(missed(place)));
            }
        }
        begin.forEach(Runnable::run);
    }

    /** Begins where another one ends, whose subscriptions come over. */
    synchronized void goOnFrom(Channel former) {
        String end = former.end();
        if (!end.isEmpty()) {
            ring.move(end);
        }
    }

    /** Forgets its events, which were made otherwise than the next ones: who comes back to an earlier place reads the stream. */
    synchronized void forget() {
        String end = ring.end();
        if (end != null) {
            ring.clear(end);
        }
    }

    private List<Runnable> begin() {
        List<Runnable> begin = List.copyOf(waiting.values());
        waiting.clear();
        return begin;
    }

    /** Does this for a subscription as soon as the channel has a place in the stream, at once if it has; or never, if it leaves. */
    void whenFollowed(Subscription subscription, Runnable action) {
        synchronized (this) {
            if (ring.end() == null) {
                waiting.put(subscription, action);
                return;
            }
        }
        action.run();
    }

    /** The place up to which everything is known, or an empty text before the first. */
    public synchronized String end() {
        String end = ring.end();
        return end == null ? "" : end;
    }

    /** Where the ring begins, or null before the first place. */
    public synchronized @Nullable String start() {
        return ring.start();
    }

    public synchronized boolean reachesBackTo(String place) {
        return ring.covers(place) || ring.isBehind(place);
    }

    /** What comes next that may concern a subscription; must be called on its event loop. */
    synchronized Step next(Subscription subscription, int most) {
        String place = subscription.place();
        if (!ring.covers(place) && !ring.isBehind(place)) {
            return new Step(List.of(), Outcome.LOST);
        }
        List<BufferedEvent> events = ring.after(place, subscription.owners(), most);
        if (!events.isEmpty()) {
            return new Step(events, Outcome.GOING_ON);
        }
        subscription.moveTo(ring.end());
        // What was published before this moment is passed over by its place, what comes later is scheduled behind it.
        group(subscription).add(subscription);
        return new Step(List.of(), Outcome.JOINED);
    }

    /** How many subscriptions get what comes from now on. */
    public int joined() {
        return groups.values().stream().mapToInt(LoopGroup::size).sum();
    }

    private LoopGroup group(Subscription subscription) {
        return groups.computeIfAbsent(Thread.currentThread(), loop -> new LoopGroup(subscription.context(), told));
    }

    /**
     * Forgets a subscription; must be called on its event loop.
     *
     * @return what it waits for, if the channel had no place yet
     */
    @Nullable
    Runnable leave(Subscription subscription) {
        Runnable waits;
        synchronized (this) {
            waits = waiting.remove(subscription);
        }
        LoopGroup group = groups.get(Thread.currentThread());
        if (group != null) {
            group.remove(subscription);
        }
        return waits;
    }

    /** Sends a position to the quiet ones of the subscriptions that have this turn. */
    public synchronized void tellPositions(int turn) {
        String end = end();
        if (end.isEmpty()) {
            return;
        }
        if (!end.equals(position.place())) {
            position = SubscriptionEvent.control(SubscriptionEvent.Kind.POSITION, end);
        }
        SubscriptionEvent reached = position;
        for (LoopGroup group : groups.values()) {
            // Behind what was published before the place was read.
            group.context()
                    .runOnContext(now -> group.turn(turn).forEach(subscription -> subscription.position(reached)));
        }
    }
}
