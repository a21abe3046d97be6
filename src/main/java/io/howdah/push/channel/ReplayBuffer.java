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
    private final long mostBytes;
    private long bytes;
    private @Nullable String start;
    private @Nullable String end;

    /** Makes one that covers nothing and forgets its oldest events over this size. */
    ReplayBuffer(long mostBytes) {
        this.mostBytes = mostBytes;
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
    boolean knows(String place) {
        return end != null && place.compareTo(end) <= 0;
    }

    /** Whether nothing is missing before what comes behind this place; null for a place that is not known. */
    boolean reaches(@Nullable String previous) {
        return end == null || (previous != null && knows(previous));
    }

    /** Adds an event that is a change, unless it is covered already. */
    boolean append(BufferedEvent event) {
        if (knows(event.place())) {
            return false;
        }
        if (start == null) {
            // What was before the first event is not known.
            start = event.place();
        }
        end = event.place();
        events.put(event.place(), event);
        bytes += event.size();
        while (bytes > mostBytes && !events.isEmpty()) {
            BufferedEvent oldest = events.pollFirstEntry().getValue();
            bytes -= oldest.size();
            start = oldest.place();
        }
        return true;
    }

    /** Notes that there was no event up to this place. */
    void move(String place) {
        if (!knows(place)) {
            start = start == null ? place : start;
            end = place;
        }
    }

    /** Forgets all events: it covers nothing before this place. */
    void clear(String place) {
        events.clear();
        bytes = 0;
        start = place;
        end = place;
    }

    /** Whether nothing is missing between the place and the end. */
    boolean covers(String place) {
        return start != null && end != null && start.compareTo(place) <= 0 && place.compareTo(end) <= 0;
    }

    /** Whether the place is beyond what is known. */
    boolean isBehind(String place) {
        return end != null && place.compareTo(end) > 0;
    }

    /** The next events after a place that may concern somebody, not more than that many. */
    List<BufferedEvent> after(String place, OwnerHashes somebody, int most) {
        return events.tailMap(place, false).values().stream()
                .filter(event -> event.owners().mayConcern(somebody))
                .limit(most)
                .toList();
    }
}
