package io.howdah.push;

import io.howdah.query.FairQueue;
import io.howdah.query.ProcessorTimes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Pool of daemon threads that many owners share in turns: a task waits for earlier tasks of its owner and for at most
 * one task of each other owner. Tasks of one owner start in order. Thread-safe.
 */
public final class FairPool implements AutoCloseable {

    private final ExecutorService threads;
    private final FairQueue queue;
    private final ProcessorTimes processorTimes;

    /**
     * Creates an idle pool.
     *
     * @param name name of its threads
     * @param size number of threads
     * @param ofOwner maximum number of threads that one owner may use at once
     * @param processorTimes is charged for the work, which never waits for processor time itself
     */
    public FairPool(String name, int size, int ofOwner, ProcessorTimes processorTimes) {
        this.processorTimes = processorTimes;
        this.queue = new FairQueue(size, ofOwner);
        this.threads = Executors.newFixedThreadPool(size, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Runs a task when it is its owner's turn.
     *
     * @param work must not throw
     * @param stopped runs instead, on any thread, if the pool is closed
     */
    public void execute(String owner, Runnable work, Runnable stopped) {
        queue.add(owner, () -> {
            try {
                threads.execute(() -> {
                    try {
                        processorTimes.charge(owner, work);
                    } finally {
                        queue.done(owner);
                    }
                });
            } catch (RejectedExecutionException e) {
                stopped.run();
            }
        });
    }

    /** Returns the number of queued tasks. */
    public int waiting() {
        return queue.waiting();
    }

    /** Returns the number of running tasks. */
    public int running() {
        return queue.running();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
