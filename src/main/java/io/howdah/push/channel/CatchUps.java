package io.howdah.push.channel;

import com.mongodb.client.model.changestream.OperationType;
import io.howdah.change.ChangeHistory;
import io.howdah.change.HistoryLostException;
import io.howdah.push.CloseCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Catches up subscriptions with a position older than their channel's replay buffer, by reading the change stream
 * again. One reading serves all waiting subscriptions of a channel, from the oldest position, and at most {@value
 * #MAX_CONCURRENT} channels read at once: however many clients come back, MongoDB serves few streams.
 */
final class CatchUps implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CatchUps.class);
    private static final int MAX_CONCURRENT = 2;
    private static final int MAX_EVENTS = 20_000;
    private static final int MAX_READ = 10 * MAX_EVENTS;
    private static final long FLUSH_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int STRIDE = 64;
    private static final long EVENT_LOOP_TIMEOUT_SECONDS = 30;
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ChangeHistory history;
    private final PayloadTransform payloads;
    private final NotifyRoutes routes;
    private final ExecutorService pool = Executors.newFixedThreadPool(MAX_CONCURRENT, task -> {
        Thread thread = new Thread(task, "howdah-recovery");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Channel, Map<Subscription, String>> waiting = new HashMap<>();

    CatchUps(ChangeHistory history, PayloadTransform payloads, NotifyRoutes routes) {
        this.history = history;
        this.payloads = payloads;
        this.routes = routes;
    }

    /** Queues a subscription to catch up from a position. */
    void add(Subscription subscription, String position) {
        Channel channel = subscription.channel();
        synchronized (waiting) {
            Map<Subscription, String> others = waiting.get(channel);
            if (others != null) {
                others.put(subscription, position);
                return;
            }
            waiting.put(channel, new LinkedHashMap<>(Map.of(subscription, position)));
        }
        execute(channel, List.of(subscription));
    }

    private void serve(Channel channel) {
        Map<Subscription, String> now;
        synchronized (waiting) {
            now = waiting.get(channel);
            if (now == null || now.isEmpty()) {
                waiting.remove(channel);
                return;
            }
            waiting.put(channel, new LinkedHashMap<>());
        }
        try {
            serve(channel, now);
        } finally {
            // Queued behind other channels, even if this reading failed.
            execute(channel, now.keySet());
        }
    }

    /**
     * Reads for all waiting subscriptions of a channel. If the history of the oldest position is lost, later positions
     * may still be available and get their own reading. If the failure does not name the first available position, a
     * binary search finds it, so that there are few readings.
     */
    private void serve(Channel channel, Map<Subscription, String> all) {
        NavigableMap<String, List<Subscription>> remaining = byPosition(all);
        String from = remaining.firstKey();
        while (!remaining.isEmpty()) {
            Reading reading = new Reading(channel, remaining.tailMap(from, true));
            Optional<HistoryLostException> failure = reading.run();
            remaining.tailMap(from, true).clear();
            if (failure.isPresent()) {
                remaining.putAll(byPosition(reading.served));
                String first = from;
                NavigableMap<String, List<Subscription>> lost = failure.get()
                        .goodFrom()
                        .filter(position -> position.compareTo(first) > 0)
                        .map(position -> remaining.headMap(position, false))
                        .orElseGet(() -> remaining.headMap(first, true));
                restart(
                        channel,
                        lost.values().stream().flatMap(List::stream).toList(),
                        failure.get().getMessage());
                lost.clear();
            }
            from = remaining.isEmpty() ? "" : List.copyOf(remaining.keySet()).get(remaining.size() / 2);
        }
    }

    private static NavigableMap<String, List<Subscription>> byPosition(Map<Subscription, String> served) {
        NavigableMap<String, List<Subscription>> positions = new TreeMap<>();
        served.forEach((subscription, position) ->
                positions.computeIfAbsent(position, none -> new ArrayList<>()).add(subscription));
        return positions;
    }

    private static void restart(Channel channel, Collection<Subscription> lost, @Nullable String reason) {
        if (lost.isEmpty()) {
            return;
        }
        LOG.atInfo()
                .addKeyValue("channel", channel.name())
                .addKeyValue("subscribers", lost.size())
                .addKeyValue("reason", reason)
                .log("Subscribers cannot catch up; they start over");
        lost.forEach(subscription -> onLoop(subscription, Subscription::restart));
    }

    /** Runs an action for a subscription on its event loop; closes the subscription if the action fails. */
    private static void onLoop(Subscription subscription, Consumer<Subscription> action) {
        subscription.onLoop(() -> {
            try {
                action.accept(subscription);
            } catch (RuntimeException | Error e) {
                LOG.atWarn().addKeyValue("reason", e.toString()).log("Subscription failed; the client must reconnect");
                subscription.close(CloseCode.FAILED);
            }
        });
    }

    private void execute(Channel channel, Collection<Subscription> served) {
        try {
            pool.execute(() -> serve(channel));
        } catch (RejectedExecutionException e) {
            served.forEach(subscription -> subscription.onLoop(subscription::goAway));
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    /** A reading of the change stream that serves all waiting subscriptions of a channel. */
    private final class Reading implements ChangeHistory.Visitor {

        private final Channel channel;
        private final Map<Subscription, String> served = new LinkedHashMap<>();
        private final String from;
        private final List<ChannelEvent> batch = new ArrayList<>();
        private final long startedAt = System.nanoTime();
        private Optional<NotifyRoute> route = Optional.empty();
        private String reached = "";
        private int changesRead;
        private int shownTotal;
        private long flushedAt = System.nanoTime();
        private boolean hasFlushed;

        Reading(Channel channel, NavigableMap<String, List<Subscription>> positions) {
            this.channel = channel;
            this.from = positions.firstKey();
            positions.forEach((position, subscriptions) ->
                    subscriptions.forEach(subscription -> served.put(subscription, position)));
        }

        /**
         * Runs the reading. Returns why history is missing for some of the subscriptions still served, empty on
         * success. The caller restarts those and reads again for the others.
         */
        Optional<HistoryLostException> run() {
            route = routes.ofChannel(channel.name());
            try {
                history.read(channel.model(), from, this);
                flush();
                String end = reached;
                each(subscription -> {
                    subscription.advanceTo(end);
                    subscription.replay();
                });
            } catch (HistoryLostException e) {
                return Optional.of(e);
            } catch (RuntimeException | Error e) {
                fail(e);
            }
            return Optional.empty();
        }

        private void fail(Throwable e) {
            LOG.atWarn()
                    .addKeyValue("channel", channel.name())
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("Catch-up failed; subscribers must reconnect");
            served.keySet().forEach(subscription -> subscription.onLoop(() -> subscription.close(CloseCode.FAILED)));
        }

        @Override
        public boolean change(String position, OperationType operation, Document stored) {
            payloads.transform(
                            route.orElseThrow(), channel.model(), position, operation, stored, this::concernsAnyServed)
                    .ifPresent(shown -> {
                        batch.add(ChannelEvent.of(shown.change(), shown.data()));
                        shownTotal++;
                    });
            changesRead++;
            return passed(position);
        }

        private boolean concernsAnyServed(OwnerHashes owners) {
            return served.keySet().stream().anyMatch(subscription -> owners.mayConcern(subscription.owners()));
        }

        @Override
        public boolean passed(String position) {
            reached = position;
            long now = System.nanoTime();
            if (batch.size() >= STRIDE || (!batch.isEmpty() && now - flushedAt > FLUSH_INTERVAL_NANOS)) {
                flush();
            }
            if (shownTotal > MAX_EVENTS || changesRead > MAX_READ || now - startedAt > MAX_NANOS) {
                // Subscriptions without an event so far may get a snapshot instead.
                if (hasFlushed) {
                    flush();
                }
                throw new HistoryLostException(
                        "too many changes since the cursor: read %d in %d s, %d of them for these subscribers"
                                .formatted(changesRead, TimeUnit.NANOSECONDS.toSeconds(now - startedAt), shownTotal),
                        position);
            }
            return !served.isEmpty() && !channel.reachesBackTo(position);
        }

        /** Offers the events read so far, and drops subscriptions that do not keep up: they queue again later. */
        private void flush() {
            List<ChannelEvent> events = List.copyOf(batch);
            batch.clear();
            flushedAt = System.nanoTime();
            boolean first = !hasFlushed;
            hasFlushed = true;
            if (events.isEmpty() && !first) {
                return;
            }
            Map<Subscription, AtomicBoolean> slow = new HashMap<>();
            served.keySet().forEach(subscription -> slow.put(subscription, new AtomicBoolean(true)));
            each(subscription -> {
                subscription.announceReplay(PushMetrics.STREAM);
                if (subscription.offerAll(events)) {
                    Objects.requireNonNull(slow.get(subscription)).set(false);
                } else {
                    subscription.replayWhenEmpty();
                }
            });
            Iterator<Subscription> remaining = served.keySet().iterator();
            while (remaining.hasNext()) {
                Subscription subscription = remaining.next();
                if (Objects.requireNonNull(slow.get(subscription)).get()) {
                    remaining.remove();
                }
            }
        }

        /** Runs an action for each subscription on its event loop and waits for all. */
        private void each(Consumer<Subscription> action) {
            CountDownLatch done = new CountDownLatch(served.size());
            for (Subscription subscription : List.copyOf(served.keySet())) {
                onLoop(subscription, each -> {
                    try {
                        action.accept(each);
                    } finally {
                        done.countDown();
                    }
                });
            }
            try {
                if (!done.await(EVENT_LOOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException(
                            "an event loop did not respond in " + EVENT_LOOP_TIMEOUT_SECONDS + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the process stops", e);
            }
        }
    }
}
