package io.howdah.chaos.loads;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Runs tasks at fixed rates and counts their successes and failures. A failure stops nothing. */
public final class RepeatedTasks implements AutoCloseable {

    private static final int THREADS = 16;
    /** Longer than the longest task takes. */
    private static final long END_SECONDS = 120;

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** A task that may fail while a service is unavailable. */
    public interface Task {
        void run() throws Exception;
    }

    /** Starts a task every {@code milliseconds}, or less often if it takes longer. */
    public void every(long milliseconds, String what, Task task) {
        var unused = threads.scheduleAtFixedRate(
                () -> {
                    try {
                        task.run();
                        count(what);
                    } catch (Exception | AssertionError e) {
                        count(what + " failed");
                    }
                },
                milliseconds,
                milliseconds,
                TimeUnit.MILLISECONDS);
    }

    /** Counts a success. */
    void count(String what) {
        counts.computeIfAbsent(what, name -> new LongAdder()).increment();
    }

    /** Returns the counts so far by name. */
    public Map<String, Long> counts() {
        Map<String, Long> now = new TreeMap<>();
        counts.forEach((what, count) -> now.put(what, count.sum()));
        return now;
    }

    /** Starts no more tasks and waits for those that run. */
    @Override
    public void close() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("tasks do not end: " + counts());
        }
    }
}
