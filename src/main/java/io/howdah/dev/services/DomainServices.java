package io.howdah.dev.services;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Publishes the demo's events at a steady rate, from one thread, until it is closed. */
public final class DomainServices implements AutoCloseable {

    /** At high rates several events are published at a time: a thread cannot wake up more often. */
    private static final long SHORTEST_TICK = TimeUnit.MILLISECONDS.toNanos(5);

    private final @Nullable EventPublisher publisher;
    private final @Nullable ScheduledExecutorService scheduler;

    private DomainServices(@Nullable EventPublisher publisher, @Nullable ScheduledExecutorService scheduler) {
        this.publisher = publisher;
        this.scheduler = scheduler;
    }

    /**
     * Starts publishing. The brokers may be away: it begins when they are there.
     *
     * @param brokers the brokers' addresses, comma-separated
     * @param eventsPerSecond events of all topics together; with 0 nothing runs
     * @param seed says which stream of events, see {@link DomainEvents}
     */
    public static DomainServices start(String brokers, EventTopics topics, int eventsPerSecond, long seed) {
        if (eventsPerSecond < 0) {
            throw new IllegalArgumentException("events per second=" + eventsPerSecond + " must be >= 0");
        }
        if (eventsPerSecond == 0) {
            return new DomainServices(null, null);
        }
        DomainEvents events = new DomainEvents(seed, Clock.tickMillis(ZoneOffset.UTC), topics);
        EventPublisher publisher = new EventPublisher(brokers, topics.all(), events::next);
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "domain-services");
            thread.setDaemon(true);
            return thread;
        });
        Pacing pacing = new Pacing(eventsPerSecond, System.nanoTime());
        ScheduledFuture<?> unused = scheduler.scheduleAtFixedRate(
                () -> publisher.publish(pacing.due(System.nanoTime())),
                0,
                Math.max(SHORTEST_TICK, pacing.interval()),
                TimeUnit.NANOSECONDS);
        return new DomainServices(publisher, scheduler);
    }

    /** Stops within about a second; events that no broker has acknowledged by then are dropped. */
    @Override
    public void close() {
        if (scheduler != null) {
            scheduler.shutdownNow();
        }
        if (publisher != null) {
            publisher.close();
        }
    }
}
