package io.howdah.push;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe queue of the work of many owners, with limits on how much of it runs at once: in all, and of one owner. Owners take
 * turns, so an owner with little work doesn't wait for one with much.
 */
final class FairQueue {

    private final int max;
    private final int maxOfOwner;

    /** What waits of each owner; owners in the order of their turns. */
    private final Map<String, Queue<Runnable>> waiting = new LinkedHashMap<>();

    private final Map<String, Integer> running = new HashMap<>();
    private int runningInAll;

    /** Creates an empty queue. */
    FairQueue(int max, int maxOfOwner) {
        this.max = max;
        this.maxOfOwner = maxOfOwner;
    }

    /**
     * Adds a piece of work, which runs until {@link #done}.
     *
     * @param start starts the work. It runs on this thread or on one that calls {@link #done}, so it must return at once and must not
     *     throw.
     */
    void add(String owner, Runnable start) {
        synchronized (this) {
            waiting.computeIfAbsent(owner, first -> new ArrayDeque<>()).add(start);
        }
        startNext();
    }

    /** Notes that a started piece of work has ended, and starts others that waited for it. */
    void done(String owner) {
        synchronized (this) {
            runningInAll--;
            running.computeIfPresent(owner, (known, number) -> number == 1 ? null : number - 1);
        }
        startNext();
    }

    /** Returns how many pieces of work wait. */
    synchronized int waiting() {
        return waiting.values().stream().mapToInt(Queue::size).sum();
    }

    /** Returns how many pieces of work run. */
    synchronized int running() {
        return runningInAll;
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
                .filter(each -> running.getOrDefault(each, 0) < maxOfOwner)
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
