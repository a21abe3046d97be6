package io.howdah.push.channel;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Last events of a channel, and the range of the change stream that they cover: everything after the start and up to
 * the end, including positions without an event. Guarded by the channel's lock.
 */
final class ReplayBuffer {

    private final TreeMap<String, ReplayableEvent> events = new TreeMap<>();
    private final long maxBytes;
    private long bytes;
    private @Nullable String start;
    private @Nullable String end;

    /** Creates an empty buffer that evicts its oldest events above this size. */
    ReplayBuffer(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns the position up to which all changes are known; null before the first. */
    @Nullable
    String end() {
        return end;
    }

    @Nullable
    String start() {
        return start;
    }

    /** Returns whether a position is at or before the end; after a failure the stream repeats some changes. */
    boolean hasReached(String position) {
        return end != null && position.compareTo(end) <= 0;
    }

    /**
     * Returns whether no change is missing between the end and what follows this position; null for an unknown
     * position.
     */
    boolean isContiguous(@Nullable String previous) {
        return end == null || (previous != null && hasReached(previous));
    }

    /** Appends a change; returns false if the position is already covered. */
    boolean append(ReplayableEvent event) {
        if (hasReached(event.position())) {
            return false;
        }
        if (start == null) {
            // Nothing is known before the first event.
            start = event.position();
        }
        end = event.position();
        events.put(event.position(), event);
        bytes += event.size();
        while (bytes > maxBytes && !events.isEmpty()) {
            ReplayableEvent oldest = events.pollFirstEntry().getValue();
            bytes -= oldest.size();
            start = oldest.position();
        }
        return true;
    }

    /** Records that there was no event up to this position. */
    void advance(String position) {
        if (!hasReached(position)) {
            start = start == null ? position : start;
            end = position;
        }
    }

    /** Removes all events; the buffer then covers nothing before this position. */
    void clear(String position) {
        events.clear();
        bytes = 0;
        start = position;
        end = position;
    }

    /** Returns whether the buffer has all events after this position. */
    boolean covers(String position) {
        return start != null && end != null && start.compareTo(position) <= 0 && position.compareTo(end) <= 0;
    }

    /** Returns whether a position is after the end. */
    boolean isAhead(String position) {
        return end != null && position.compareTo(end) > 0;
    }

    /** Returns at most {@code max} events after a position that may concern a subscriber. */
    List<ReplayableEvent> after(String position, OwnerHashes subscriber, int max) {
        return events.tailMap(position, false).values().stream()
                .filter(event -> event.owners().mayConcern(subscriber))
                .limit(max)
                .toList();
    }
}
