package io.howdah.dev.services;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the demo's events at a steady rate and executes commands, on one thread, until it is closed. */
public final class DomainServices implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DomainServices.class);

    /** Min interval between wake-ups, in nanoseconds; at high rates each wake-up publishes several events. */
    private static final long MIN_TICK = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long COMMANDS_TICK = TimeUnit.MILLISECONDS.toNanos(50);

    private final @Nullable EventPublisher publisher;
    private final @Nullable CommandReader commands;
    private final @Nullable ScheduledExecutorService scheduler;

    private DomainServices(
            @Nullable EventPublisher publisher,
            @Nullable CommandReader commands,
            @Nullable ScheduledExecutorService scheduler) {
        this.publisher = publisher;
        this.commands = commands;
        this.scheduler = scheduler;
    }

    /**
     * Starts publishing. If the brokers are down, publishing starts when they are up.
     *
     * @param brokers the brokers' addresses, comma-separated
     * @param eventsPerSecond total rate of all topics, at least 0; 0 starts nothing
     * @param seed selects the stream of events, see {@link DomainEvents}
     */
    public static DomainServices start(String brokers, EventTopics topics, int eventsPerSecond, long seed) {
        if (eventsPerSecond < 0) {
            throw new IllegalArgumentException("eventsPerSecond=" + eventsPerSecond + ": must be at least 0");
        }
        if (eventsPerSecond == 0) {
            return new DomainServices(null, null, null);
        }
        DomainEvents events = new DomainEvents(seed, Clock.tickMillis(ZoneOffset.UTC), topics);
        CommandReader commands = new CommandReader(brokers, topics.prescriptionCommands());
        EventPublisher publisher = new EventPublisher(brokers, topics.all(), events::next);
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "domain-services");
            thread.setDaemon(true);
            return thread;
        });
        EventRate pacing = new EventRate(eventsPerSecond, System.nanoTime());
        ScheduledFuture<?> unused = scheduler.scheduleAtFixedRate(
                () -> publisher.publish(pacing.due(System.nanoTime())),
                0,
                Math.max(MIN_TICK, pacing.interval()),
                TimeUnit.NANOSECONDS);
        ScheduledFuture<?> unusedToo = scheduler.scheduleAtFixedRate(
                () -> execute(commands, events, publisher), 0, COMMANDS_TICK, TimeUnit.NANOSECONDS);
        return new DomainServices(publisher, commands, scheduler);
    }

    private static void execute(CommandReader commands, DomainEvents events, EventPublisher publisher) {
        try {
            for (CollectCommand command : commands.poll()) {
                boolean caused = events.collect(command);
                LOG.info("Command executed prescription={} effect={}", command.prescriptionId(), caused);
                if (caused) {
                    publisher.publish(1);
                }
            }
        } catch (InterruptException e) {
            LOG.debug("Domain services are closing");
        } catch (RuntimeException e) {
            LOG.warn("Domain services cannot read commands, retrying error={}", e.toString());
        }
    }

    /** Stops within about a second; events that no broker has acknowledged by then are dropped. */
    @Override
    public void close() {
        if (scheduler != null) {
            scheduler.shutdownNow();
            awaitEnd(scheduler);
        }
        if (commands != null) {
            commands.close();
        }
        if (publisher != null) {
            publisher.close();
        }
    }

    /** Waits for the thread that uses the consumer: a consumer must not be closed while it is in use. */
    private static void awaitEnd(ScheduledExecutorService scheduler) {
        try {
            var unused = scheduler.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
