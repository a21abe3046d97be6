package io.howdah.chaos.loads;

import io.howdah.testing.Pace;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscriber that keeps what docs/protocol.md and docs/graphql-live.md tell it to keep, and whose connection is cut all the time. */
public final class Subscriber {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);
    private static final int MAX_CONNECTED_MS = 600;
    private static final int MAX_AWAY_MS = 400;

    private final Transport transport;
    private final String rider;
    private final String state;
    private final Random random;
    private final ToIntFunction<Random> where;
    private final Map<String, Long> documents = new TreeMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private String cursor = "";
    private int connections;
    private int recovered;
    private int begunAnew;
    private int snapshots;
    private final Set<String> received = new HashSet<>();
    private long receivedAt = System.nanoTime();
    private long longestSilence;
    private volatile ClientConnection present;

    /**
     * Creates a subscriber that is not connected yet.
     *
     * @param state the status that it wants to hear of, empty for all
     * @param where at which port it connects each time; an exception counts as a refused connection
     */
    public Subscriber(Transport transport, String rider, String state, ToIntFunction<Random> where, Random random) {
        this.transport = transport;
        this.rider = rider;
        this.state = state;
        this.where = where;
        this.random = random;
    }

    public Transport transport() {
        return transport;
    }

    public String rider() {
        return rider;
    }

    String state() {
        return state;
    }

    public synchronized int connections() {
        return connections;
    }

    public synchronized int recovered() {
        return recovered;
    }

    /** Returns whether it has received a complete snapshot. */
    public synchronized boolean hasSnapshot() {
        return snapshots > 0;
    }

    public synchronized int begunAnew() {
        return begunAnew;
    }

    /** Connects for a while, and again, until it is over. */
    public void live(AtomicBoolean over) {
        while (!over.get()) {
            try (AutoCloseable connection = connect(random.nextInt(4) != 0)) {
                pause(random.nextInt(MAX_CONNECTED_MS));
            } catch (Exception e) {
                // The process may be away.
                pause(random.nextInt(MAX_AWAY_MS));
            }
            pause(random.nextInt(MAX_AWAY_MS));
        }
    }

    /** Stays connected until it is over. If a connection ends, it reconnects after the delay that the server sent. */
    public void stay(AtomicBoolean over) {
        while (!over.get()) {
            int away = ClientConnection.DEFAULT_RETRY_MS;
            try (ClientConnection connection = connect(true)) {
                present = connection;
                away = connection.ended().get();
            } catch (Exception e) {
                // The process may be away.
                LOG.debug("Cannot connect", e);
            }
            if (!over.get()) {
                pause(away);
            }
        }
    }

    /** Ends its present connection. */
    public void leave() throws Exception {
        ClientConnection connection = present;
        if (connection != null) {
            connection.close();
        }
    }

    /** Opens a connection that is cut when it is closed; one that does not read gets what was sent only when it comes again. */
    public ClientConnection connect(boolean reading) throws Exception {
        int port = where.applyAsInt(random);
        AtomicBoolean cut = new AtomicBoolean();
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        ClientConnection connection;
        try {
            connection = transport.open(request(port, reading), event -> receive(event, cut, ended));
        } catch (Exception e) {
            // The connection may still open, but no code refers to it any more.
            cut.set(true);
            throw e;
        }
        connection.ended().thenAccept(ended::complete);
        return new ClientConnection() {
            @Override
            public CompletableFuture<Integer> ended() {
                return ended;
            }

            @Override
            public void close() throws Exception {
                synchronized (Subscriber.this) {
                    cut.set(true);
                }
                connection.close();
            }
        };
    }

    private synchronized void receive(ReceivedEvent event, AtomicBoolean cut, CompletableFuture<Integer> ended) {
        if (cut.get()) {
            return;
        }
        take(event);
        if (event.operation().equals("RESYNC")) {
            // It restarts from a snapshot, on another connection.
            cut.set(true);
            ended.complete(ClientConnection.DEFAULT_RETRY_MS);
        }
    }

    private synchronized Transport.Request request(int port, boolean reading) {
        connections++;
        return new Transport.Request(port, rider, state, cursor, reading);
    }

    /** Returns whether it has received this version of a document. */
    public synchronized boolean hasReceived(String key, long version) {
        return received.contains(key + "@" + version);
    }

    /** Measures its silence from now on. */
    public synchronized void listen() {
        receivedAt = System.nanoTime();
        longestSilence = 0;
    }

    /** Returns the longest time that it received nothing since {@link #listen()}. */
    public synchronized Duration longestSilence() {
        return Duration.ofNanos(Math.max(longestSilence, System.nanoTime() - receivedAt));
    }

    /** The documents that it has, by key, with their versions. */
    public synchronized Map<String, Long> view() {
        return Map.copyOf(documents);
    }

    public static void pause(int milliseconds) {
        Pace.sleep(Duration.ofMillis(milliseconds));
    }

    private void take(ReceivedEvent event) {
        long now = System.nanoTime();
        longestSilence = Math.max(longestSilence, now - receivedAt);
        receivedAt = now;
        switch (event.operation()) {
            case "READY" -> recovered++;
            case "BEGIN" -> {
                begunAnew++;
                forget();
            }
            case "SNAPSHOT", "CREATED", "UPDATED" -> put(event.key(), event.version());
            case "SNAPSHOT_END" -> snapshots++;
            case "POSITION" -> {}
            case "RESYNC" -> forget();
            case "DELETED", "LEFT" -> {
                if (isNews(event.key(), event.version())) {
                    documents.remove(event.key());
                }
            }
            default -> throw new IllegalStateException(event.toString());
        }
        if (event.operation().equals("RESYNC")) {
            // The next connection takes a snapshot.
            cursor = "";
        } else if (!event.operation().equals("SNAPSHOT")) {
            cursor = event.cursor();
        }
    }

    private void forget() {
        documents.clear();
        versions.clear();
    }

    private void put(String subject, long version) {
        received.add(subject + "@" + version);
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
        return transport + " of " + rider + " " + state + " cursor " + cursor;
    }
}
