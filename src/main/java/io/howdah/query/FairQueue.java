package io.howdah.query;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe queue of work by owner. It limits how much work runs at once, in total and per owner. Owners take turns,
 * so an owner with little work doesn't wait for one with much. An owner who uses more than its share of the processors
 * waits for a while.
 */
public final class FairQueue {

    /** Tries again later to start work of owners who use too much processor time. */
    private static final Executor LATER = CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);

    private final int max;
    private final int maxPerOwner;
    private final ProcessorTimes processorTimes;

    /** Waiting work by owner; owners in the order of their turns. */
    private final Map<String, Queue<Runnable>> waiting = new LinkedHashMap<>();

    private final Map<String, Integer> running = new HashMap<>();
    private int totalRunning;
    private boolean retryScheduled;

    /** Creates an empty queue of work that takes little processor time. */
    public FairQueue(int max, int maxPerOwner) {
        this(max, maxPerOwner, new ProcessorTimes(100));
    }

    /**
     * Creates an empty queue.
     *
     * @param processorTimes is charged by the work, and tells which owners must wait
     */
    public FairQueue(int max, int maxPerOwner, ProcessorTimes processorTimes) {
        this.max = max;
        this.maxPerOwner = maxPerOwner;
        this.processorTimes = processorTimes;
    }

    /**
     * Adds a piece of work, which runs until {@link #done}.
     *
     * @param start starts the work. It runs on this thread or on one that calls {@link #done}, so it must return at once and must not
     *     throw.
     */
    public void add(String owner, Runnable start) {
        synchronized (this) {
            waiting.computeIfAbsent(owner, key -> new ArrayDeque<>()).add(start);
        }
        startNext();
    }

    /** Removes a waiting piece of work, and returns whether it was still waiting. */
    public synchronized boolean remove(String owner, Runnable start) {
        Queue<Runnable> work = waiting.get(owner);
        if (work == null || !work.remove(start)) {
            return false;
        }
        if (work.isEmpty()) {
            waiting.remove(owner);
        }
        return true;
    }

    /** Ends a started piece of work and starts waiting work in its stead. */
    public void done(String owner) {
        synchronized (this) {
            totalRunning--;
            decrementRunning(owner);
        }
        startNext();
    }

    /** Frees the slot of a started piece of work. The work counts against its owner until {@link #end}. */
    public void release() {
        synchronized (this) {
            totalRunning--;
        }
        startNext();
    }

    /** Stops counting a {@linkplain #release released} piece of work against its owner. */
    public void end(String owner) {
        synchronized (this) {
            decrementRunning(owner);
        }
        startNext();
    }

    private void decrementRunning(String owner) {
        running.computeIfPresent(owner, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Returns the number of waiting pieces of work. */
    public synchronized int waiting() {
        return waiting.values().stream().mapToInt(Queue::size).sum();
    }

    /** Returns the number of an owner's waiting pieces of work. */
    public synchronized int waiting(String owner) {
        Queue<Runnable> work = waiting.get(owner);
        return work == null ? 0 : work.size();
    }

    /** Returns the number of running pieces of work that have not been released. */
    public synchronized int running() {
        return totalRunning;
    }

    /** Returns whether the owner's work waits for work of the same owner, or because it used too much processor time. */
    public synchronized boolean isAtLimit(String owner) {
        return running.getOrDefault(owner, 0) >= Math.min(maxPerOwner, processorTimes.maxRunning(owner));
    }

    private void startNext() {
        Runnable next = poll();
        while (next != null) {
            next.run();
            next = poll();
        }
    }

    private synchronized @Nullable Runnable poll() {
        if (totalRunning == max) {
            return null;
        }
        String owner = waiting.keySet().stream()
                .filter(candidate -> !isAtLimit(candidate))
                .findFirst()
                .orElse(null);
        if (owner == null) {
            scheduleRetry();
            return null;
        }
        Queue<Runnable> work = Objects.requireNonNull(waiting.remove(owner));
        Runnable next = work.remove();
        if (!work.isEmpty()) {
            // Re-added last, so the other owners' turns come first.
            waiting.put(owner, work);
        }
        running.merge(owner, 1, Integer::sum);
        totalRunning++;
        return next;
    }

    /** Owners who wait for processor time are not reminded by the end of other work, which there may be none of. */
    private void scheduleRetry() {
        if (!retryScheduled && waiting.keySet().stream().anyMatch(owner -> processorTimes.maxRunning(owner) == 0)) {
            retryScheduled = true;
            LATER.execute(() -> {
                synchronized (this) {
                    retryScheduled = false;
                }
                startNext();
            });
        }
    }
}
