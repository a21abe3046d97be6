package io.howdah.chaos;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What is done again and again, each at its pace, and how often it went well. What fails meanwhile is counted, and no failure. */
final class Chores implements AutoCloseable {

    private static final int THREADS = 16;
    /** Longer than the longest step takes. */
    private static final long END_SECONDS = 120;

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** Something that is done; it fails while a service is away. */
    interface Step {
        void run() throws Exception;
    }

    /** Does something from now on, with so many milliseconds between two beginnings, or more where it takes longer. */
    void every(long milliseconds, String what, Step step) {
        var unused = threads.scheduleAtFixedRate(
                () -> {
                    try {
                        step.run();
                        count(what);
                    } catch (Exception | AssertionError e) {
                        count(what + " failed");
                    }
                },
                milliseconds,
                milliseconds,
                TimeUnit.MILLISECONDS);
    }

    /** Notes that something was done. */
    void count(String what) {
        counts.computeIfAbsent(what, name -> new LongAdder()).increment();
    }

    /** How often each was done so far. */
    Map<String, Long> counts() {
        Map<String, Long> now = new TreeMap<>();
        counts.forEach((what, count) -> now.put(what, count.sum()));
        return now;
    }

    /** Begins nothing more, and waits for what was begun. */
    @Override
    public void close() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the chores do not end: " + counts());
        }
    }
}
