package io.howdah.query;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe queue of the work of many owners, with limits on how much of it runs at once: in all, and of one owner. Owners take
 * turns, so an owner with little work doesn't wait for one with much.
 */
public final class FairQueue {

    private final int max;
    private final ToIntFunction<String> maxOfOwner;

    /** What waits of each owner; owners in the order of their turns. */
    private final Map<String, Queue<Runnable>> waiting = new LinkedHashMap<>();

    private final Map<String, Integer> running = new HashMap<>();
    private int runningInAll;

    /** Creates an empty queue. */
    public FairQueue(int max, int maxOfOwner) {
        this(max, owner -> maxOfOwner);
    }

    /**
     * Creates an empty queue.
     *
     * @param maxOfOwner the limit of an owner at present, at least 1; called with a lock held, so it must return at once
     */
    FairQueue(int max, ToIntFunction<String> maxOfOwner) {
        this.max = max;
        this.maxOfOwner = maxOfOwner;
    }

    /**
     * Adds a piece of work, which runs until {@link #done}.
     *
     * @param start starts the work. It runs on this thread or on one that calls {@link #done}, so it must return at once and must not
     *     throw.
     */
    public void add(String owner, Runnable start) {
        synchronized (this) {
            waiting.computeIfAbsent(owner, first -> new ArrayDeque<>()).add(start);
        }
        startNext();
    }

    /** Removes a piece of work that waits, and returns whether it did. */
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

    /** Notes that a started piece of work has ended, and starts others that waited for it. */
    public void done(String owner) {
        synchronized (this) {
            runningInAll--;
            forget(owner);
        }
        startNext();
    }

    /** Notes that a started piece of work leaves its place to any other; it counts against its owner until {@link #end}. */
    public void release() {
        synchronized (this) {
            runningInAll--;
        }
        startNext();
    }

    /** Notes that a piece of work, which was {@linkplain #release released}, no longer counts against its owner. */
    public void end(String owner) {
        synchronized (this) {
            forget(owner);
        }
        startNext();
    }

    private void forget(String owner) {
        running.computeIfPresent(owner, (known, number) -> number == 1 ? null : number - 1);
    }

    /** Returns how many pieces of work wait. */
    public synchronized int waiting() {
        return waiting.values().stream().mapToInt(Queue::size).sum();
    }

    /** Returns how many pieces of an owner's work wait. */
    public synchronized int waiting(String owner) {
        Queue<Runnable> work = waiting.get(owner);
        return work == null ? 0 : work.size();
    }

    /** Returns how many pieces of work have a place. */
    public synchronized int running() {
        return runningInAll;
    }

    /** Returns whether as much of an owner's work runs as may. */
    public synchronized boolean isAtLimit(String owner) {
        return running.getOrDefault(owner, 0) >= maxOfOwner.applyAsInt(owner);
    }

    private void startNext() {
        Runnable next = poll();
        while (next != null) {
            next.run();
            next = poll();
        }
    }

    private synchronized @Nullable Runnable poll() {
        if (runningInAll == max) {
            return null;
        }
        String owner = waiting.keySet().stream()
                .filter(each -> !isAtLimit(each))
                .findFirst()
                .orElse(null);
        if (owner == null) {
            return null;
        }
        Queue<Runnable> work = Objects.requireNonNull(waiting.remove(owner));
        Runnable next = work.remove();
        if (!work.isEmpty()) {
            // Behind the other owners.
            waiting.put(owner, work);
        }
        running.merge(owner, 1, Integer::sum);
        runningInAll++;
        return next;
    }
}
