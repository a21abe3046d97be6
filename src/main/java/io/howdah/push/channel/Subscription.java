package io.howdah.push.channel;

import io.howdah.model.DocumentFilter;
import io.howdah.push.CloseCode;
import io.howdah.push.EncodedEvent;
import io.howdah.security.Principal;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of a channel: who it is, what it wants, and up to which place of the stream it has been told. All of it runs on the
 * client's event loop.
 */
final class Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    /** How many events of the ring are looked at between two looks at the client. */
    private static final int STRIDE = 64;

    /** How often it looks before it lets the other clients of its event loop come. */
    private static final int STEPS = 8;

    /** Where one is that has no cursor; an EventSource then forgets the one that it had. */
    private static final String NOWHERE = "";

    private final Principal principal;
    private final Transport transport;
    private final Context context;
    private final Outbox outbox;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final Services services;
    private final Resubscription wish;

    /** Read by other threads while it is sent a snapshot or brought back. */
    private volatile Channel feed;

    private volatile DocumentFilter filter;
    private volatile OwnerHashes owners;
    private volatile String operation;
    private Runnable left;
    private String place = "";
    private boolean wantsSnapshot;
    private boolean announced;
    private boolean pumping;
    private boolean joined;
    /** Whether it was sent something since its last turn for positions; its first event counts as well. */
    private boolean toldSince = true;

    private @Nullable Long aheadSince;
    private @Nullable Runnable whenEmpty;

    /**
     * Who helps where the ring does not do.
     *
     * @param maxLag how long one whose place the channel has not come to waits for it
     * @param retryMs after how many milliseconds one is to come again that has to go
     */
    record Services(
            CatchUps recoveries, Snapshots snapshots, PushMetrics metrics, Duration maxLag, IntSupplier retryMs) {}

    Subscription(
            Channel feed,
            Principal principal,
            Resubscription.Granted granted,
            Resubscription wish,
            Transport transport,
            Context context,
            Outbox outbox,
            Services services) {
        this.services = services;
        this.feed = feed;
        this.principal = principal;
        this.filter = granted.filter();
        this.owners = OwnerHashes.of(feed.access(), principal);
        this.operation = granted.format().operation();
        this.left = granted.left();
        this.wish = wish;
        this.transport = transport;
        this.context = context;
        this.outbox = outbox;
        // Not at once: a write may drain what it has just filled.
        outbox.onPromise(this::onLoop, this::resume, () -> close(CloseCode.FAILED));
        transport.onDrain(() -> context.runOnContext(later -> resume()));
        transport.onClose(() -> {
            feed.leave(this);
            left.run();
            outbox.clear();
            transport.ended().ifPresent(services.metrics()::closed);
            gone.complete(null);
        });
    }

    Channel feed() {
        return feed;
    }

    Principal principal() {
        return principal;
    }

    DocumentFilter filter() {
        return filter;
    }

    Context context() {
        return context;
    }

    /** Runs this on the client's event loop; never if the process has ended, and the connection with it. */
    void onLoop(Runnable action) {
        try {
            context.runOnContext(now -> action.run());
        } catch (RejectedExecutionException e) {
            LOG.debug("Dropped a task of a subscription, since its event loop has ended", e);
        }
    }

    Outbox outbox() {
        return outbox;
    }

    /** Returns the GraphQL operation that the client has sent, an empty text for none. */
    String operation() {
        return operation;
    }

    /** Returns what all subscriptions of its connection have in common. */
    Object line() {
        return transport.line();
    }

    /** Returns up to where the client has been sent everything, to be called on its event loop. */
    String reached() {
        return outbox.firstPosition().orElse(place);
    }

    /** The address that the client comes from. */
    String address() {
        return transport.address();
    }

    /** The client as an owner of documents. */
    OwnerHashes owners() {
        return owners;
    }

    /** Up to where it has been told. */
    String place() {
        return place;
    }

    boolean isClosed() {
        return transport.isClosed();
    }

    void close(CloseCode code) {
        if (!transport.isClosed()) {
            transport.close(code);
        }
    }

    /** The process stops: the client is to come again a little later, each client at another moment. */
    void goAway() {
        if (!transport.isClosed()) {
            transport.goAway(services.retryMs().getAsInt());
        }
    }

    /**
     * The application was reloaded: asks again for what it wants, and goes on with that.
     *
     * @param present tells the channel's feed, another one if its events are not what they were, or null if there is none any more
     */
    void renew(Supplier<@Nullable Channel> present) {
        if (transport.isClosed()) {
            return;
        }
        if (present.get() == null) {
            transport.close(CloseCode.CHANGED);
            return;
        }
        // Failures of the asking itself as well.
        var unused = CompletableFuture.completedFuture(wish)
                .thenCompose(Resubscription::ask)
                .whenComplete((granted, failure) -> context.runOnContext(now -> {
                    if (failure == null) {
                        become(present.get(), granted);
                    } else if (!transport.isClosed()) {
                        refuse(failure instanceof CompletionException ? failure.getCause() : failure);
                    }
                }));
    }

    private void refuse(@Nullable Throwable failure) {
        if (failure instanceof ResubscriptionRefusedException refused) {
            transport.refuse(refused);
        } else {
            transport.close(CloseCode.CHANGED);
        }
    }

    private void become(@Nullable Channel next, Resubscription.Granted granted) {
        if (transport.isClosed() || next == null) {
            granted.left().run();
            close(CloseCode.CHANGED);
            return;
        }
        boolean goesOn = next == feed;
        Runnable waits = goesOn ? null : feed.leave(this);
        left.run();
        left = granted.left();
        feed = next;
        filter = granted.filter();
        owners = OwnerHashes.of(feed.access(), principal);
        operation = granted.format().operation();
        outbox.format(granted.format());
        transport.become(granted.format());
        if (waits != null) {
            next.whenFollowed(this, waits);
        } else if (!goesOn) {
            boolean drives = joined || pumping;
            joined = false;
            if (!announced) {
                announced = true;
                outbox.tell(SubscriptionEvent.ready(next.end(), false));
            }
            resync(next.end());
            if (drives) {
                pump();
            }
        }
    }

    /** Done when the client is gone. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    /**
     * Begins, on its event loop, as soon as the channel is followed.
     *
     * @param since the place to go on from, or null for now
     * @param snapshot whether it wants all documents first, where it cannot go on from a place
     */
    void begin(@Nullable String since, boolean snapshot) {
        wantsSnapshot = snapshot;
        if (since == null) {
            lost();
            return;
        }
        place = since;
        pump();
    }

    /** Begins with a cursor that is none of the channel's: nothing can be said of what it missed. */
    void beginAnew() {
        announced = true;
        place = feed.end();
        outbox.tell(SubscriptionEvent.ready(place, false));
        resync(place);
        pump();
    }

    /**
     * It can go on from its place without a gap: said once, before the first event.
     *
     * @param source where what it missed comes from
     */
    void recovered(String source) {
        if (!announced) {
            announced = true;
            services.metrics().recovered(source);
            outbox.tell(SubscriptionEvent.ready(place, true));
        }
    }

    /** It cannot go on from its place, or has none, and begins anew from the channel's. */
    void lost() {
        boolean first = !announced;
        announced = true;
        boolean hadPlace = !place.isEmpty();
        if (first && wantsSnapshot) {
            outbox.tell(SubscriptionEvent.ready(NOWHERE, false));
            services.snapshots().add(this);
            return;
        }
        place = feed.end();
        if (first) {
            outbox.tell(SubscriptionEvent.ready(place, false));
        }
        if (hadPlace) {
            resync(place);
        }
        pump();
    }

    /** The documents follow. */
    void snapshotBegins() {
        outbox.tell(SubscriptionEvent.control(SubscriptionEvent.Kind.SNAPSHOT_BEGIN, NOWHERE));
    }

    /** All documents were sent: goes on from the place that they were read behind. */
    void snapshotEnds(String at) {
        place = at;
        toldSince = true;
        outbox.tell(SubscriptionEvent.control(SubscriptionEvent.Kind.SNAPSHOT_END, at));
        pumpWhenEmpty();
    }

    /** Everything may have changed: the client is to begin anew at this place. */
    private void resync(String at) {
        services.metrics().recovered(PushMetrics.RESYNC);
        outbox.beginAnew();
        place = at;
        toldSince = true;
        outbox.tell(SubscriptionEvent.control(SubscriptionEvent.Kind.RESYNC, at));
    }

    /**
     * Takes an event of the stream, in its order; what it has been told already is passed over.
     *
     * @return the frame of a change that the client is told at once, or as soon as the frame is made; null where it is told nothing, or
     *     does not keep up
     */
    @Nullable
    EncodedEvent offer(ChannelEvent event) {
        if (event.place().compareTo(place) <= 0 || transport.isClosed()) {
            return null;
        }
        if (event.change().isEmpty()) {
            resync(event.place());
            return null;
        }
        place = event.place();
        if (!event.owners().mayConcern(owners)) {
            return null;
        }
        Optional<ChangeType> type = event.typeFor(principal, filter);
        if (type.isEmpty()) {
            return null;
        }
        toldSince = true;
        return outbox.change(event, type.get());
    }

    /**
     * Takes events as long as the client keeps up.
     *
     * @return whether it took all of them; else it goes on from its place
     */
    boolean offerAll(Iterable<ChannelEvent> events) {
        for (ChannelEvent event : events) {
            if (!outbox.keepsUp()) {
                return false;
            }
            var unused = offer(event);
        }
        return outbox.keepsUp();
    }

    /**
     * Tells a client that has been told nothing for a while how far it is, so that its cursor does not age.
     *
     * @param reached says how far the channel is
     */
    void position(SubscriptionEvent reached) {
        String at = reached.place();
        if (at.compareTo(place) < 0) {
            waitUntilReached(at);
            return;
        }
        aheadSince = null;
        if (!toldSince && !pumping && outbox.isEmpty()) {
            // What it did not get has moved its place as well.
            place = at;
            outbox.position(reached);
        }
        toldSince = false;
    }

    /** Another process has told it more than this one has read, which comes there; or its place is of another history. */
    private void waitUntilReached(String at) {
        long now = System.nanoTime();
        if (aheadSince == null) {
            aheadSince = now;
        } else if (now - aheadSince > services.maxLag().toNanos()) {
            aheadSince = null;
            resync(at);
        }
    }

    /** Goes on from its place: by the ring, as fast as the client reads, until it is where the channel is. */
    void pump() {
        pumping = true;
        joined = false;
        for (int steps = 0; outbox.keepsUp() && !transport.isClosed(); steps++) {
            if (steps == STEPS) {
                context.runOnContext(later -> pumpOn());
                return;
            }
            Channel.Step step = feed.next(this, STRIDE);
            if (step.outcome() != Channel.Outcome.LOST) {
                recovered(PushMetrics.RING);
            }
            // Made as their turn comes, and not under the channel's lock.
            offerAll(() -> step.events().stream().map(BufferedEvent::event).iterator());
            if (step.outcome() == Channel.Outcome.JOINED) {
                pumping = false;
                joined = true;
                return;
            }
            if (step.outcome() == Channel.Outcome.LOST) {
                pumping = false;
                services.recoveries().add(this, place);
                return;
            }
        }
    }

    private void pumpOn() {
        if (pumping) {
            pump();
        }
    }

    private void resume() {
        outbox.drain();
        if (!outbox.isEmpty()) {
            return;
        }
        Runnable next = whenEmpty;
        whenEmpty = null;
        if (next != null) {
            next.run();
        } else {
            pumpOn();
        }
    }

    /** Runs this when nothing waits for the client any more, at once if nothing does. */
    void whenEmpty(Runnable action) {
        if (outbox.isEmpty()) {
            action.run();
        } else {
            whenEmpty = action;
        }
    }

    /** Goes on by itself as soon as the client has read what waits. */
    void pumpWhenEmpty() {
        pumping = true;
        whenEmpty(this::pump);
    }

    /** Notes that it has seen the stream up to this place. */
    void moveTo(@Nullable String to) {
        if (to != null && to.compareTo(place) > 0) {
            place = to;
        }
    }
}
