package io.howdah.chaos;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A subscriber that keeps what docs/protocol.md and docs/graphql.md tell it to keep, and whose line is cut all the time. */
final class Subscriber {

    private static final int LONGEST_LINE_MS = 600;
    private static final int LONGEST_AWAY_MS = 400;

    private final Way way;
    private final String rider;
    private final String state;
    private final Random random;
    private final List<Integer> ports;
    private final Map<String, Long> documents = new TreeMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private String cursor = "";
    private int connections;
    private int recovered;
    private int begunAnew;

    /**
     * Makes one.
     *
     * @param state the status that it wants to hear of, empty for all
     * @param ports where processes serve; it takes one or the other each time
     */
    Subscriber(Way way, String rider, String state, List<Integer> ports, Random random) {
        this.way = way;
        this.rider = rider;
        this.state = state;
        this.ports = ports;
        this.random = random;
    }

    Way way() {
        return way;
    }

    String rider() {
        return rider;
    }

    String state() {
        return state;
    }

    synchronized int connections() {
        return connections;
    }

    synchronized int recovered() {
        return recovered;
    }

    synchronized int begunAnew() {
        return begunAnew;
    }

    /** Connects for a while, and again, until it is over. */
    void live(AtomicBoolean over) {
        while (!over.get()) {
            try (AutoCloseable line = connect(random.nextInt(4) != 0)) {
                pause(random.nextInt(LONGEST_LINE_MS));
            } catch (Exception e) {
                // The process may be away.
                pause(random.nextInt(LONGEST_AWAY_MS));
            }
            pause(random.nextInt(LONGEST_AWAY_MS));
        }
    }

    /** Opens a line that is cut when it is closed; one that does not read gets what was sent only when it comes again. */
    AutoCloseable connect(boolean reading) throws Exception {
        int port = ports.get(random.nextInt(ports.size()));
        AtomicBoolean cut = new AtomicBoolean();
        AutoCloseable line = way.open(wish(port, reading), told -> {
            synchronized (this) {
                if (!cut.get()) {
                    take(told);
                }
            }
        });
        return () -> {
            synchronized (this) {
                cut.set(true);
            }
            line.close();
        };
    }

    private synchronized Way.Wish wish(int port, boolean reading) {
        connections++;
        return new Way.Wish(port, rider, state, cursor, reading);
    }

    /** The documents that it has, by key, with their versions. */
    synchronized Map<String, Long> view() {
        return Map.copyOf(documents);
    }

    static void pause(int milliseconds) {
        try {
            var unused = new CountDownLatch(1).await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void take(Told told) {
        if (told.equals(Told.CLOSED)) {
            return;
        }
        switch (told.what()) {
            case "READY" -> recovered++;
            case "BEGIN" -> {
                begunAnew++;
                forget();
            }
            case "SNAPSHOT", "CREATED", "UPDATED" -> put(told.key(), told.version());
            case "SNAPSHOT_END", "POSITION" -> {}
            case "RESYNC" -> forget();
            case "DELETED", "LEFT" -> {
                if (isNews(told.key(), told.version())) {
                    documents.remove(told.key());
                }
            }
            default -> throw new IllegalStateException(told.toString());
        }
        if (told.what().equals("RESYNC")) {
            // The next connection takes a snapshot.
            cursor = "";
        } else if (!told.what().equals("SNAPSHOT")) {
            cursor = told.cursor();
        }
    }

    private void forget() {
        documents.clear();
        versions.clear();
    }

    private void put(String subject, long version) {
        if (isNews(subject, version)) {
            documents.put(subject, version);
        }
    }

    private boolean isNews(String subject, long version) {
        Long known = versions.get(subject);
        if (known != null && version < known) {
            return false;
        }
        versions.put(subject, version);
        return true;
    }

    @Override
    public synchronized String toString() {
        return way + " of " + rider + " " + state + " cursor " + cursor;
    }
}
