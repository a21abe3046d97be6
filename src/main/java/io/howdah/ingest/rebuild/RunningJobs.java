package io.howdah.ingest.rebuild;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rebuilds that run in this process, each on a thread of its own, their heartbeat, and the look at that of others. */
final class RunningJobs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningJobs.class);
    private static final long BEAT_SECONDS = 3;
    private static final long END_SECONDS = 10;

    private final Set<RebuildJob> jobs = ConcurrentHashMap.newKeySet();
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> daemon(task, "howdah-rebuild"));
    private final ScheduledExecutorService hearts =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "howdah-rebuild-heartbeat"));

    void run(RebuildJob job) {
        jobs.add(job);
        workers.execute(() -> {
            ScheduledFuture<?> beat = hearts.scheduleWithFixedDelay(
                    () -> quietly(job::beat), BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
            try {
                job.run();
            } finally {
                beat.cancel(false);
                jobs.remove(job);
            }
        });
    }

    /** Runs this every few seconds, until the close. */
    void watch(Runnable look) {
        var unused = hearts.scheduleWithFixedDelay(() -> quietly(look), 0, BEAT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        jobs.forEach(job -> job.stop("its process ended"));
        workers.shutdown();
        try {
            if (!workers.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            workers.shutdownNow();
        }
        hearts.shutdownNow();
    }

    private static void quietly(Runnable beat) {
        try {
            beat.run();
        } catch (RuntimeException | Error e) {
            // The job itself meets the same failure and waits for its end.
            LOG.atDebug().addKeyValue("reason", RebuildRetries.describe(e)).log("The heartbeat of a rebuild failed");
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
