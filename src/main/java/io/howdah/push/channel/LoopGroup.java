package io.howdah.push.channel;

import io.howdah.push.CloseCode;
import io.howdah.push.EncodedEvent;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscriptions of a channel on one event loop, indexed by owner mark, so that a change for one owner costs only that
 * owner's subscriptions. All methods but {@link #size} must be called on that loop.
 */
public final class LoopGroup {

    private static final Logger LOG = LoggerFactory.getLogger(LoopGroup.class);

    /** Number of turns that the subscriptions are divided into for positions. */
    public static final int TURNS = 30;

    private final Context context;
    private final Consumer<ChannelEvent> onWritten;
    private final List<Set<Subscription>> turns =
            Stream.<Set<Subscription>>generate(HashSet::new).limit(TURNS).toList();
    /** Subscriptions that see documents of all owners. */
    private final Set<Subscription> unrestricted = new LinkedHashSet<>();

    private final Map<String, Set<Subscription>> byOwner = new HashMap<>();
    /** Any thread may read it. */
    private final AtomicInteger size = new AtomicInteger();

    LoopGroup(Context context, Consumer<ChannelEvent> onWritten) {
        this.context = context;
        this.onWritten = onWritten;
    }

    Context context() {
        return context;
    }

    int size() {
        return size.get();
    }

    void add(Subscription subscription) {
        size.incrementAndGet();
        turnOf(subscription).add(subscription);
        if (subscription.channel().access().seesAllOwners(subscription.principal())) {
            unrestricted.add(subscription);
            return;
        }
        marks(subscription)
                .forEach(mark -> byOwner.computeIfAbsent(mark, none -> new LinkedHashSet<>())
                        .add(subscription));
    }

    /** Removes a subscription, and returns whether it was there. */
    boolean remove(Subscription subscription) {
        turnOf(subscription).remove(subscription);
        boolean there = unrestricted.remove(subscription);
        for (String mark : marks(subscription)) {
            Set<Subscription> owners = byOwner.get(mark);
            if (owners != null) {
                there |= owners.remove(subscription);
                if (owners.isEmpty()) {
                    byOwner.remove(mark);
                }
            }
        }
        if (there) {
            size.decrementAndGet();
        }
        return there;
    }

    /** Returns the subscriptions of a turn, from 0 to {@value #TURNS}, exclusive. */
    Set<Subscription> turn(int turn) {
        return Set.copyOf(turns.get(turn));
    }

    /** Returns the turn of a subscription: always the same one, and random among all. */
    private Set<Subscription> turnOf(Subscription subscription) {
        return turns.get(Math.floorMod(subscription.hashCode(), TURNS));
    }

    private static Set<String> marks(Subscription subscription) {
        return subscription.channel().access().ownerMarks(subscription.principal());
    }

    /** Offers an event to the subscriptions that it may concern. */
    void deliver(ChannelEvent event) {
        if (event.change().isEmpty()) {
            for (Subscription subscription : all()) {
                var unused = offer(subscription, event);
            }
            return;
        }
        List<Subscription> recipients = new ArrayList<>(unrestricted);
        if (!byOwner.isEmpty()) {
            Set<Subscription> owners = new HashSet<>();
            event.ownerMarks().forEach(mark -> owners.addAll(byOwner.getOrDefault(mark, Set.of())));
            recipients.addAll(owners);
        }
        Set<EncodedEvent> encoded = new HashSet<>();
        for (Subscription subscription : recipients) {
            EncodedEvent encodedEvent = offer(subscription, event);
            if (encodedEvent != null) {
                encoded.add(encodedEvent);
            }
        }
        notifyWhenWritten(event, encoded);
    }

    /**
     * Calls {@code onWritten} after the flush, which is when the last socket gets the event; for promised encodings,
     * after they are ready and flushed.
     */
    private void notifyWhenWritten(ChannelEvent event, Set<EncodedEvent> encoded) {
        List<EncodedEvent> promised =
                encoded.stream().filter(encodedEvent -> !encodedEvent.isReady()).toList();
        if (promised.size() < encoded.size()) {
            context.runOnContext(flushed -> onWritten.accept(event));
        }
        // Registered after the subscriptions that wait for it, so it runs after their flush.
        promised.forEach(encodedEvent -> encodedEvent.then(
                this::runLater, () -> context.runOnContext(flushed -> onWritten.accept(event)), () -> {}));
    }

    private void runLater(Runnable action) {
        context.runOnContext(now -> action.run());
    }

    /**
     * Offers an event to one subscription. Closes a subscription that fails, as others must still get the event; its
     * client continues from its cursor.
     */
    private static @Nullable EncodedEvent offer(Subscription subscription, ChannelEvent event) {
        try {
            return subscription.offer(event);
        } catch (RuntimeException | Error e) {
            LOG.atWarn().addKeyValue("reason", e.toString()).log("Subscription failed; the client must reconnect");
            subscription.close(CloseCode.FAILED);
            return null;
        }
    }

    /** Returns all subscriptions, each once. */
    Set<Subscription> all() {
        Set<Subscription> all = new HashSet<>(unrestricted);
        byOwner.values().forEach(all::addAll);
        return all;
    }
}
