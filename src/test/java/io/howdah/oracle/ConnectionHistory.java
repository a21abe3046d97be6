package io.howdah.oracle;

import java.util.ArrayList;
import java.util.List;

/** One connection of a subscriber: what it asked for and what it was sent. */
final class ConnectionHistory {

    private final String since;
    private final boolean isSnapshot;
    private final List<Event> events = new ArrayList<>();
    private String end = "";

    /**
     * Begins one.
     *
     * @param since the cursor, or ""
     * @param isSnapshot whether it asks for a snapshot where it cannot go on
     */
    ConnectionHistory(String since, boolean isSnapshot) {
        this.since = since;
        this.isSnapshot = isSnapshot;
    }

    String since() {
        return since;
    }

    boolean isSnapshot() {
        return isSnapshot;
    }

    synchronized void add(Event event) {
        events.add(event);
    }

    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    synchronized void end(String why) {
        if (end.isEmpty()) {
            end = why;
        }
    }

    synchronized boolean hasEnded() {
        return !end.isEmpty();
    }

    @Override
    public synchronized String toString() {
        return (since.isEmpty() ? "" : "since @" + since.substring(Math.max(0, since.length() - 6)))
                + (isSnapshot ? " snapshot" : "")
                + (end.isEmpty() ? "" : ", ended: " + end);
    }
}
