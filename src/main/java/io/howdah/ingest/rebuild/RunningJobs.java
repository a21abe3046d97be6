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

/**
 * Rebuilds that run in this process, each on its own thread, with their heartbeats, and the watch on other processes'
 * heartbeats.
 */
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

    /** Runs a check every few seconds until the close. */
    void watch(Runnable check) {
        var unused = hearts.scheduleWithFixedDelay(() -> quietly(check), 0, BEAT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        jobs.forEach(job -> job.stop("its process has ended"));
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
            // The job fails in the same way and waits until that ends.
            LOG.atDebug().addKeyValue("reason", RebuildRetries.describe(e)).log("Heartbeat of a rebuild failed");
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
