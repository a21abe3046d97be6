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
    private static final int MAX_STEPS = 8;

    /** Where one is that has no cursor; an EventSource then forgets the one that it had. */
    private static final String NO_POSITION = "";

    private final Principal principal;
    private final Transport transport;
    private final Context context;
    private final Outbox outbox;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final Services services;
    private final Resubscription resubscription;

    /** Read by other threads while it is sent a snapshot or brought back. */
    private volatile Channel channel;

    private volatile DocumentFilter filter;
    private volatile OwnerHashes owners;
    private volatile String operation;
    private Runnable onLeave;
    private String position = "";
    private boolean wantsSnapshot;
    private boolean readySent;
    private boolean replaying;
    private boolean joined;
    /** Whether it was sent something since its last turn for positions; its first event counts as well. */
    private boolean sentSinceTurn = true;

    private @Nullable Long aheadSince;
    private @Nullable Runnable whenEmpty;

    /**
     * Who helps where the ring does not do.
     *
     * @param maxLag how long one whose place the channel has not come to waits for it
     * @param retryMs after how many milliseconds one is to come again that has to go
     */
    record Services(
            CatchUps catchUps, Snapshots snapshots, PushMetrics metrics, Duration maxLag, IntSupplier retryMs) {}

    Subscription(
            Channel channel,
            Principal principal,
            Resubscription.Granted granted,
            Resubscription resubscription,
            Transport transport,
            Context context,
            Outbox outbox,
            Services services) {
        this.services = services;
        this.channel = channel;
        this.principal = principal;
        this.filter = granted.filter();
        this.owners = OwnerHashes.of(channel.access(), principal);
        this.operation = granted.encoder().operation();
        this.onLeave = granted.onLeave();
        this.resubscription = resubscription;
        this.transport = transport;
        this.context = context;
        this.outbox = outbox;
        // Not at once: a write may drain what it has just filled.
        outbox.onEncoded(this::onLoop, this::resume, () -> close(CloseCode.FAILED));
        transport.onDrain(() -> context.runOnContext(later -> resume()));
        transport.onClose(() -> {
            channel.leave(this);
            onLeave.run();
            outbox.clear();
            transport.ended().ifPresent(services.metrics()::closed);
            gone.complete(null);
        });
    }

    Channel channel() {
        return channel;
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
    Object connectionKey() {
        return transport.connectionKey();
    }

    /** Returns up to where the client has been sent everything, to be called on its event loop. */
    String reached() {
        return outbox.firstPosition().orElse(position);
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
    String position() {
        return position;
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
     * @param currentChannel the channel of this name, another one if its events have changed, or null if it is gone
     */
    void renew(Supplier<@Nullable Channel> currentChannel) {
        if (transport.isClosed()) {
            return;
        }
        if (currentChannel.get() == null) {
            transport.close(CloseCode.CHANGED);
            return;
        }
        // Failures of the asking itself as well.
        var unused = CompletableFuture.completedFuture(resubscription)
                .thenCompose(Resubscription::resubscribe)
                .whenComplete((granted, failure) -> context.runOnContext(now -> {
                    if (failure == null) {
                        switchTo(currentChannel.get(), granted);
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

    private void switchTo(@Nullable Channel next, Resubscription.Granted granted) {
        if (transport.isClosed() || next == null) {
            granted.onLeave().run();
            close(CloseCode.CHANGED);
            return;
        }
        boolean goesOn = next == channel;
        Runnable pendingStart = goesOn ? null : channel.leave(this);
        onLeave.run();
        onLeave = granted.onLeave();
        channel = next;
        filter = granted.filter();
        owners = OwnerHashes.of(channel.access(), principal);
        operation = granted.encoder().operation();
        outbox.encodeWith(granted.encoder());
        transport.switchTo(granted.encoder());
        if (pendingStart != null) {
            next.whenFollowed(this, pendingStart);
        } else if (!goesOn) {
            boolean wasReplaying = joined || replaying;
            joined = false;
            if (!readySent) {
                readySent = true;
                outbox.send(SubscriptionEvent.ready(next.end(), false));
            }
            resync(next.end());
            if (wasReplaying) {
                replay();
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
    void start(@Nullable String since, boolean snapshot) {
        wantsSnapshot = snapshot;
        if (since == null) {
            restart();
            return;
        }
        position = since;
        replay();
    }

    /** Begins with a cursor that is none of the channel's: nothing can be said of what it missed. */
    void startFresh() {
        readySent = true;
        position = channel.end();
        outbox.send(SubscriptionEvent.ready(position, false));
        resync(position);
        replay();
    }

    /**
     * It can go on from its place without a gap: said once, before the first event.
     *
     * @param source where what it missed comes from
     */
    void announceReplay(String source) {
        if (!readySent) {
            readySent = true;
            services.metrics().recovered(source);
            outbox.send(SubscriptionEvent.ready(position, true));
        }
    }

    /** It cannot go on from its place, or has none, and begins anew from the channel's. */
    void restart() {
        boolean first = !readySent;
        readySent = true;
        boolean hadPlace = !position.isEmpty();
        if (first && wantsSnapshot) {
            outbox.send(SubscriptionEvent.ready(NO_POSITION, false));
            services.snapshots().add(this);
            return;
        }
        position = channel.end();
        if (first) {
            outbox.send(SubscriptionEvent.ready(position, false));
        }
        if (hadPlace) {
            resync(position);
        }
        replay();
    }

    /** The documents follow. */
    void beginSnapshot() {
        outbox.send(SubscriptionEvent.control(SubscriptionEvent.Kind.SNAPSHOT_BEGIN, NO_POSITION));
    }

    /** All documents were sent: goes on from the place that they were read behind. */
    void endSnapshot(String newPosition) {
        position = newPosition;
        sentSinceTurn = true;
        outbox.send(SubscriptionEvent.control(SubscriptionEvent.Kind.SNAPSHOT_END, newPosition));
        replayWhenEmpty();
    }

    /** Everything may have changed: the client is to begin anew at this place. */
    private void resync(String newPosition) {
        services.metrics().recovered(PushMetrics.RESYNC);
        outbox.beginAnew();
        position = newPosition;
        sentSinceTurn = true;
        outbox.send(SubscriptionEvent.control(SubscriptionEvent.Kind.RESYNC, newPosition));
    }

    /**
     * Takes an event of the stream, in its order; what it has been told already is passed over.
     *
     * @return the frame of a change that the client is told at once, or as soon as the frame is made; null where it is told nothing, or
     *     does not keep up
     */
    @Nullable
    EncodedEvent offer(ChannelEvent event) {
        if (event.position().compareTo(position) <= 0 || transport.isClosed()) {
            return null;
        }
        if (event.change().isEmpty()) {
            resync(event.position());
            return null;
        }
        position = event.position();
        if (!event.owners().mayConcern(owners)) {
            return null;
        }
        Optional<ChangeType> type = event.typeFor(principal, filter);
        if (type.isEmpty()) {
            return null;
        }
        sentSinceTurn = true;
        return outbox.offerChange(event, type.get());
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
     * @param positionEvent has the channel's position
     */
    void offerPosition(SubscriptionEvent positionEvent) {
        String newPosition = positionEvent.position();
        if (newPosition.compareTo(position) < 0) {
            waitUntilReached(newPosition);
            return;
        }
        aheadSince = null;
        if (!sentSinceTurn && !replaying && outbox.isEmpty()) {
            // What it did not get has moved its place as well.
            position = newPosition;
            outbox.sendPosition(positionEvent);
        }
        sentSinceTurn = false;
    }

    /** Another process has told it more than this one has read, which comes there; or its place is of another history. */
    private void waitUntilReached(String newPosition) {
        long now = System.nanoTime();
        if (aheadSince == null) {
            aheadSince = now;
        } else if (now - aheadSince > services.maxLag().toNanos()) {
            aheadSince = null;
            resync(newPosition);
        }
    }

    /** Goes on from its place: by the ring, as fast as the client reads, until it is where the channel is. */
    void replay() {
        replaying = true;
        joined = false;
        for (int steps = 0; outbox.keepsUp() && !transport.isClosed(); steps++) {
            if (steps == MAX_STEPS) {
                context.runOnContext(later -> continueReplay());
                return;
            }
            Channel.Step step = channel.next(this, STRIDE);
            if (step.outcome() != Channel.Outcome.LOST) {
                announceReplay(PushMetrics.REPLAY_BUFFER);
            }
            // Made as their turn comes, and not under the channel's lock.
            offerAll(() -> step.events().stream().map(BufferedEvent::event).iterator());
            if (step.outcome() == Channel.Outcome.JOINED) {
                replaying = false;
                joined = true;
                return;
            }
            if (step.outcome() == Channel.Outcome.LOST) {
                replaying = false;
                services.catchUps().add(this, position);
                return;
            }
        }
    }

    private void continueReplay() {
        if (replaying) {
            replay();
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
            continueReplay();
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
    void replayWhenEmpty() {
        replaying = true;
        whenEmpty(this::replay);
    }

    /** Notes that it has seen the stream up to this place. */
    void advanceTo(@Nullable String to) {
        if (to != null && to.compareTo(position) > 0) {
            position = to;
        }
    }
}
