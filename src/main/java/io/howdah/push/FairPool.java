package io.howdah.push;

import io.howdah.query.FairQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Daemon threads that run the work of many owners, who take turns: work waits for what its owner has in front of it, and for one piece of
 * work of each other owner at most. Work of one owner starts in the order in which it came. Thread-safe.
 */
public final class FairPool implements AutoCloseable {

    private final ExecutorService threads;
    private final FairQueue queue;

    /**
     * Creates it, with nothing to do.
     *
     * @param name what its threads are called
     * @param size how many threads there are
     * @param ofOwner how many of them one owner may use at once
     */
    public FairPool(String name, int size, int ofOwner) {
        this.queue = new FairQueue(size, ofOwner);
        this.threads = Executors.newFixedThreadPool(size, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Runs work when it is its owner's turn.
     *
     * @param work must not throw
     * @param stopped runs instead, on any thread, if the pool is closed
     */
    public void execute(String owner, Runnable work, Runnable stopped) {
        queue.add(owner, () -> {
            try {
                threads.execute(() -> {
                    try {
                        work.run();
                    } finally {
                        queue.done(owner);
                    }
                });
            } catch (RejectedExecutionException e) {
                stopped.run();
            }
        });
    }

    /** Returns how many pieces of work wait. */
    public int waiting() {
        return queue.waiting();
    }

    /** Returns how many pieces of work run. */
    public int running() {
        return queue.running();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
