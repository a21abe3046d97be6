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
 * Brings subscriptions back whose place is older than their channel's ring, by reading the change stream again. Those of one
 * channel who wait are served by one reading, from the oldest of their places, and few channels at a time: however many clients
 * come back at once, the server sees few streams.
 */
final class CatchUps implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CatchUps.class);
    private static final int AT_ONCE = 2;
    private static final int MAX_EVENTS = 20_000;
    private static final int MAX_READ = 10 * MAX_EVENTS;
    private static final long LATEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int STRIDE = 64;
    private static final long PATIENCE_SECONDS = 30;
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ChangeHistory history;
    private final PayloadTransform frames;
    private final NotifyRoutes routes;
    private final ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread thread = new Thread(task, "howdah-recovery");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Channel, Map<Subscription, String>> waiting = new HashMap<>();

    CatchUps(ChangeHistory history, PayloadTransform frames, NotifyRoutes routes) {
        this.history = history;
        this.frames = frames;
        this.routes = routes;
    }

    /** Brings one back from its place; it waits for its turn. */
    void add(Subscription subscription, String place) {
        Channel feed = subscription.feed();
        synchronized (waiting) {
            Map<Subscription, String> others = waiting.get(feed);
            if (others != null) {
                others.put(subscription, place);
                return;
            }
            waiting.put(feed, new LinkedHashMap<>(Map.of(subscription, place)));
        }
        execute(feed, List.of(subscription));
    }

    private void serve(Channel feed) {
        Map<Subscription, String> now;
        synchronized (waiting) {
            now = waiting.get(feed);
            if (now == null || now.isEmpty()) {
                waiting.remove(feed);
                return;
            }
            waiting.put(feed, new LinkedHashMap<>());
        }
        try {
            serve(feed, now);
        } finally {
            // Behind the other channels that wait, and whatever became of this reading.
            execute(feed, now.keySet());
        }
    }

    /**
     * Reads for all of a channel who wait. Where the oldest place is lost, those behind it may still be good, and have a reading of their
     * own. How far back places are good is searched by halving where the failure does not tell, so that there are few readings.
     */
    private void serve(Channel feed, Map<Subscription, String> all) {
        NavigableMap<String, List<Subscription>> left = byPlace(all);
        String from = left.firstKey();
        while (!left.isEmpty()) {
            Reading reading = new Reading(feed, left.tailMap(from, true));
            Optional<HistoryLostException> failure = reading.run();
            left.tailMap(from, true).clear();
            if (failure.isPresent()) {
                left.putAll(byPlace(reading.served));
                String first = from;
                NavigableMap<String, List<Subscription>> lost = failure.get()
                        .goodFrom()
                        .filter(place -> place.compareTo(first) > 0)
                        .map(place -> left.headMap(place, false))
                        .orElseGet(() -> left.headMap(first, true));
                lose(
                        feed,
                        lost.values().stream().flatMap(List::stream).toList(),
                        failure.get().getMessage());
                lost.clear();
            }
            from = left.isEmpty() ? "" : List.copyOf(left.keySet()).get(left.size() / 2);
        }
    }

    private static NavigableMap<String, List<Subscription>> byPlace(Map<Subscription, String> served) {
        NavigableMap<String, List<Subscription>> places = new TreeMap<>();
        served.forEach((subscription, place) ->
                places.computeIfAbsent(place, none -> new ArrayList<>()).add(subscription));
        return places;
    }

    private static void lose(Channel feed, Collection<Subscription> lost, @Nullable String reason) {
        if (lost.isEmpty()) {
            return;
        }
        LOG.atInfo()
                .addKeyValue("channel", feed.channel())
                .addKeyValue("subscribers", lost.size())
                .addKeyValue("reason", reason)
                .log("Subscribers cannot be brought back and begin anew");
        lost.forEach(subscription -> onLoop(subscription, Subscription::lost));
    }

    /** Does something for one on its event loop; one that fails is to connect again. */
    private static void onLoop(Subscription subscription, Consumer<Subscription> action) {
        subscription.onLoop(() -> {
            try {
                action.accept(subscription);
            } catch (RuntimeException | Error e) {
                LOG.atWarn().addKeyValue("reason", e.toString()).log("A subscriber failed and is to connect again");
                subscription.close(CloseCode.FAILED);
            }
        });
    }

    private void execute(Channel feed, Collection<Subscription> served) {
        try {
            pool.execute(() -> serve(feed));
        } catch (RejectedExecutionException e) {
            served.forEach(subscription -> subscription.onLoop(subscription::goAway));
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    /** One reading of the stream for all of a channel who wait. */
    private final class Reading implements ChangeHistory.Visitor {

        private final Channel feed;
        private final Map<Subscription, String> served = new LinkedHashMap<>();
        private final String from;
        private final List<ChannelEvent> batch = new ArrayList<>();
        private final long began = System.nanoTime();
        private Optional<NotifyRoute> route = Optional.empty();
        private String reached = "";
        private int read;
        private int shownInAll;
        private long flushed = System.nanoTime();
        private boolean announced;

        Reading(Channel feed, NavigableMap<String, List<Subscription>> places) {
            this.feed = feed;
            this.from = places.firstKey();
            places.forEach(
                    (place, subscriptions) -> subscriptions.forEach(subscription -> served.put(subscription, place)));
        }

        /** Returns why some of those who are still served cannot be brought back; those are to be told, and the others read for again. */
        Optional<HistoryLostException> run() {
            route = routes.ofChannel(feed.channel());
            try {
                history.read(feed.model(), from, this);
                flush();
                String end = reached;
                each(subscription -> {
                    subscription.moveTo(end);
                    subscription.pump();
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
                    .addKeyValue("channel", feed.channel())
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("Subscribers cannot be brought back now, they are to connect again");
            served.keySet().forEach(subscription -> subscription.onLoop(() -> subscription.close(CloseCode.FAILED)));
        }

        @Override
        public boolean change(String place, OperationType operation, Document stored) {
            frames.show(route.orElseThrow(), feed.model(), place, operation, stored, this::concernsServed)
                    .ifPresent(shown -> {
                        batch.add(ChannelEvent.of(shown.change(), shown.data()));
                        shownInAll++;
                    });
            read++;
            return passed(place);
        }

        private boolean concernsServed(OwnerHashes owners) {
            return served.keySet().stream().anyMatch(subscription -> owners.mayConcern(subscription.owners()));
        }

        @Override
        public boolean passed(String place) {
            reached = place;
            long now = System.nanoTime();
            if (batch.size() >= STRIDE || (!batch.isEmpty() && now - flushed > LATEST_NANOS)) {
                flush();
            }
            if (shownInAll > MAX_EVENTS || read > MAX_READ || now - began > MAX_NANOS) {
                // Who was told nothing yet may get all documents instead.
                if (announced) {
                    flush();
                }
                throw new HistoryLostException(
                        "too much has happened since: %d changes were read in %d s, %d of them for these"
                                .formatted(read, TimeUnit.NANOSECONDS.toSeconds(now - began), shownInAll),
                        place);
            }
            return !served.isEmpty() && !feed.reachesBackTo(place);
        }

        /** Hands over what was read, and lets those go who do not read so fast: they come again. */
        private void flush() {
            List<ChannelEvent> events = List.copyOf(batch);
            batch.clear();
            flushed = System.nanoTime();
            boolean first = !announced;
            announced = true;
            if (events.isEmpty() && !first) {
                return;
            }
            Map<Subscription, AtomicBoolean> slow = new HashMap<>();
            served.keySet().forEach(subscription -> slow.put(subscription, new AtomicBoolean(true)));
            each(subscription -> {
                subscription.recovered(PushMetrics.STREAM);
                if (subscription.offerAll(events)) {
                    Objects.requireNonNull(slow.get(subscription)).set(false);
                } else {
                    subscription.pumpWhenEmpty();
                }
            });
            Iterator<Subscription> left = served.keySet().iterator();
            while (left.hasNext()) {
                Subscription subscription = left.next();
                if (Objects.requireNonNull(slow.get(subscription)).get()) {
                    left.remove();
                }
            }
        }

        /** Does something for each on its event loop, and waits for it. */
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
                if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("an event loop is stuck");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopping", e);
            }
        }
    }
}
