package io.howdah.push.channel;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The last events of a channel, and the stretch of the change stream that they cover: everything after its start, up to its end,
 * whether or not there was an event. It is used under its channel's lock.
 */
final class ReplayBuffer {

    private final TreeMap<String, BufferedEvent> events = new TreeMap<>();
    private final long maxBytes;
    private long bytes;
    private @Nullable String start;
    private @Nullable String end;

    /** Makes one that covers nothing and forgets its oldest events over this size. */
    ReplayBuffer(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The place up to which everything is known, or null before the first. */
    @Nullable
    String end() {
        return end;
    }

    @Nullable
    String start() {
        return start;
    }

    /** Whether the place is covered already: the stream gives some changes again after a failure. */
    boolean hasReached(String position) {
        return end != null && position.compareTo(end) <= 0;
    }

    /** Whether nothing is missing before what comes behind this place; null for a place that is not known. */
    boolean isContiguous(@Nullable String previous) {
        return end == null || (previous != null && hasReached(previous));
    }

    /** Adds an event that is a change, unless it is covered already. */
    boolean append(BufferedEvent event) {
        if (hasReached(event.position())) {
            return false;
        }
        if (start == null) {
            // What was before the first event is not known.
            start = event.position();
        }
        end = event.position();
        events.put(event.position(), event);
        bytes += event.size();
        while (bytes > maxBytes && !events.isEmpty()) {
            BufferedEvent oldest = events.pollFirstEntry().getValue();
            bytes -= oldest.size();
            start = oldest.position();
        }
        return true;
    }

    /** Notes that there was no event up to this place. */
    void advance(String position) {
        if (!hasReached(position)) {
            start = start == null ? position : start;
            end = position;
        }
    }

    /** Forgets all events: it covers nothing before this place. */
    void clear(String position) {
        events.clear();
        bytes = 0;
        start = position;
        end = position;
    }

    /** Whether nothing is missing between the place and the end. */
    boolean covers(String position) {
        return start != null && end != null && start.compareTo(position) <= 0 && position.compareTo(end) <= 0;
    }

    /** Whether the place is beyond what is known. */
    boolean isAhead(String position) {
        return end != null && position.compareTo(end) > 0;
    }

    /** The next events after a place that may concern somebody, not more than that many. */
    List<BufferedEvent> after(String position, OwnerHashes subscriber, int max) {
        return events.tailMap(position, false).values().stream()
                .filter(event -> event.owners().mayConcern(subscriber))
                .limit(max)
                .toList();
    }
}
