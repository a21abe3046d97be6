package io.howdah.push.channel;

import io.howdah.http.RateLimits;
import io.howdah.model.DocumentFilter;
import io.howdah.push.CloseCode;
import io.howdah.push.EncodedEvent;
import io.howdah.push.FairPool;
import io.howdah.security.Principal;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
 * One client's subscription of a channel: principal, filter and position. Methods must be called on the client's event
 * loop unless stated otherwise.
 */
final class Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    /** Buffered events to read in one replay step. */
    private static final int STRIDE = 64;

    /** Replay steps before other clients of the event loop get their turn. */
    private static final int MAX_STEPS = 8;

    /** Position without a cursor; its empty event id makes an EventSource discard the cursor that it had. */
    private static final String NO_POSITION = "";

    private final Principal principal;
    private final Transport transport;
    private final Context context;
    private final Outbox outbox;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final Services services;
    private final Resubscription resubscription;

    /** Other threads read it during snapshots and catch-ups. */
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
    /** Whether it was sent an event since its last turn for positions; true at first, since the first event counts. */
    private boolean sentSinceTurn = true;

    private @Nullable Long aheadSince;
    private @Nullable Runnable whenEmpty;
    /** The events that the replay waits for; null if it waits for none. */
    private @Nullable CompletableFuture<List<ChannelEvent>> making;

    /**
     * Collaborators of all subscriptions.
     *
     * @param replays makes the events of skipped changes
     * @param maxLag how long a subscription ahead of its channel waits before it gets a resync
     * @param retryMs reconnect delay in milliseconds for a client that must leave
     */
    record Services(
            CatchUps catchUps,
            Snapshots snapshots,
            FairPool replays,
            PushMetrics metrics,
            Duration maxLag,
            IntSupplier retryMs) {}

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
        // Asynchronous, because a write may drain the socket that it has just filled.
        outbox.onEncoded(this::onLoop, this::resume, () -> close(CloseCode.FAILED));
        transport.onDrain(() -> context.runOnContext(later -> resume()));
        transport.onClose(() -> {
            // Not the parameter: after a reload the subscription may be in another channel.
            this.channel.leave(this);
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

    /** Runs an action on the client's event loop; drops it if the process is stopping. May be called on any thread. */
    void onLoop(Runnable action) {
        try {
            context.runOnContext(now -> action.run());
        } catch (RejectedExecutionException e) {
            LOG.debug("Dropped a subscription's task: its event loop has stopped", e);
        }
    }

    Outbox outbox() {
        return outbox;
    }

    /** Returns the GraphQL operation of the client; empty for none. */
    String operation() {
        return operation;
    }

    /** Returns the key that all subscriptions of one connection share. */
    Object connectionKey() {
        return transport.connectionKey();
    }

    /** Returns the position up to which everything was written to the client. */
    String reached() {
        return outbox.firstPosition().orElse(position);
    }

    /** Returns the client address. */
    String address() {
        return transport.address();
    }

    /** Returns the owner hashes of the client. */
    OwnerHashes owners() {
        return owners;
    }

    /** Returns the position up to which events were offered. */
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

    /** Closes the connection because the process stops; the client reconnects after a random delay. */
    void goAway() {
        if (!transport.isClosed()) {
            transport.goAway(services.retryMs().getAsInt());
        }
    }

    /**
     * Resubscribes after a reload and continues with what the new application grants.
     *
     * @param currentChannel returns the channel of this name: a new one if its events have changed, null if it is gone
     */
    void renew(Supplier<@Nullable Channel> currentChannel) {
        if (transport.isClosed()) {
            return;
        }
        if (currentChannel.get() == null) {
            transport.close(CloseCode.CHANGED);
            return;
        }
        // Catches exceptions that resubscribe() itself throws, too.
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
        boolean isSameChannel = next == channel;
        Runnable pendingStart = isSameChannel ? null : channel.leave(this);
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
        } else if (!isSameChannel) {
            boolean wasReplaying = joined || replaying;
            making = null;
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

    /** Completes when the client is gone. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    /**
     * Starts the subscription once the channel has a position.
     *
     * @param since position to continue from, or null to start now
     * @param snapshot whether to send all documents first if the subscription cannot continue from a position
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

    /** Starts with a resync because the client's cursor is not one of this channel. */
    void startFresh() {
        readySent = true;
        position = channel.end();
        outbox.send(SubscriptionEvent.ready(position, false));
        resync(position);
        replay();
    }

    /**
     * Sends the ready event for a replay without a gap; does nothing after the first call.
     *
     * @param source where the missed events come from
     */
    void announceReplay(String source) {
        if (!readySent) {
            readySent = true;
            services.metrics().recovered(source);
            outbox.send(SubscriptionEvent.ready(position, true));
        }
    }

    /** Starts at the channel's current position because the subscription has no position or cannot continue from it. */
    void restart() {
        boolean first = !readySent;
        readySent = true;
        boolean hadPosition = !position.isEmpty();
        if (first && wantsSnapshot) {
            outbox.send(SubscriptionEvent.ready(NO_POSITION, false));
            services.snapshots().add(this);
            return;
        }
        position = channel.end();
        if (first) {
            outbox.send(SubscriptionEvent.ready(position, false));
        }
        if (hadPosition) {
            resync(position);
        }
        replay();
    }

    /** Announces that the snapshot's documents follow. */
    void beginSnapshot() {
        outbox.send(SubscriptionEvent.control(SubscriptionEvent.Kind.SNAPSHOT_BEGIN, NO_POSITION));
    }

    /** Ends the snapshot and continues from the position that it was read at. */
    void endSnapshot(String newPosition) {
        position = newPosition;
        sentSinceTurn = true;
        outbox.send(SubscriptionEvent.control(SubscriptionEvent.Kind.SNAPSHOT_END, newPosition));
        replayWhenEmpty();
    }

    /** Tells the client that any document may have changed, and continues from this position. */
    private void resync(String newPosition) {
        services.metrics().recovered(PushMetrics.RESYNC);
        outbox.discardQueue();
        position = newPosition;
        sentSinceTurn = true;
        outbox.send(SubscriptionEvent.control(SubscriptionEvent.Kind.RESYNC, newPosition));
    }

    /**
     * Offers the next event in stream order; skips events that the subscription already has.
     *
     * @return the encoding if the client gets the change now or as soon as the encoding is ready; null if the client
     *     gets nothing or does not keep up
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
     * Offers events while the client keeps up.
     *
     * @return whether all were offered; otherwise the subscription must continue from its position
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
     * Sends the channel's position to an idle client, so that its cursor does not expire.
     *
     * @param positionEvent the channel's position
     */
    void offerPosition(SubscriptionEvent positionEvent) {
        String newPosition = positionEvent.position();
        if (newPosition.compareTo(position) < 0) {
            waitUntilReached(newPosition);
            return;
        }
        aheadSince = null;
        if (!sentSinceTurn && !replaying && outbox.isEmpty()) {
            // Events that did not concern the client move its position as well.
            position = newPosition;
            outbox.sendPosition(positionEvent);
        }
        sentSinceTurn = false;
    }

    /**
     * Waits for a channel that is behind the subscription's position: another process was ahead of this one. Sends a
     * resync after {@code maxLag}, because the position may belong to another history.
     */
    private void waitUntilReached(String newPosition) {
        long now = System.nanoTime();
        if (aheadSince == null) {
            aheadSince = now;
        } else if (now - aheadSince > services.maxLag().toNanos()) {
            aheadSince = null;
            resync(newPosition);
        }
    }

    /**
     * Replays buffered events from its position, as fast as the client reads, until it has caught up with the channel.
     */
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
            // Decoded outside of the channel's lock.
            List<@Nullable ChannelEvent> events =
                    step.events().stream().map(ReplayableEvent::event).toList();
            if (events.stream().anyMatch(Objects::isNull)) {
                replayWhenMade(step.events());
                return;
            }
            offerAll(events);
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

    /** Goes on when the payload transform has run for these events, which must not block the event loop. */
    private void replayWhenMade(List<ReplayableEvent> events) {
        CompletableFuture<List<ChannelEvent>> made = new CompletableFuture<>();
        making = made;
        Channel from = channel;
        var unused = made.whenComplete((all, failure) -> onLoop(() -> {
            if (making != made || from != channel || transport.isClosed()) {
                return;
            }
            making = null;
            if (failure == null) {
                if (offerAll(all)) {
                    advanceTo(events.get(events.size() - 1).position());
                }
            } else {
                LOG.atWarn()
                        .addKeyValue("channel", from.name())
                        .addKeyValue("reason", failure.toString())
                        .log("Missed changes cannot be replayed; the subscriber gets a resync");
                resync(from.end());
            }
            continueReplay();
        }));
        services.replays()
                .execute(
                        RateLimits.key(principal, address()),
                        () -> {
                            try {
                                made.complete(events.stream()
                                        .map(Subscription::make)
                                        .flatMap(Optional::stream)
                                        .toList());
                            } catch (RuntimeException | Error e) {
                                made.completeExceptionally(e);
                            }
                        },
                        () -> onLoop(this::goAway));
    }

    private static Optional<ChannelEvent> make(ReplayableEvent event) {
        return event instanceof SkippedEvent skipped ? skipped.make() : Optional.ofNullable(event.event());
    }

    private void continueReplay() {
        if (replaying && making == null) {
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

    /** Runs an action when the client's queue is empty: at once if it is. */
    void whenEmpty(Runnable action) {
        if (outbox.isEmpty()) {
            action.run();
        } else {
            whenEmpty = action;
        }
    }

    /** Replays as soon as the client has read its queue. */
    void replayWhenEmpty() {
        replaying = true;
        whenEmpty(this::replay);
    }

    /** Moves the position forward; does nothing for an earlier one. */
    void advanceTo(@Nullable String to) {
        if (to != null && to.compareTo(position) > 0) {
            position = to;
        }
    }
}
