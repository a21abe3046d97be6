package io.howdah.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Http;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscriber that keeps what docs/protocol.md tells it to keep, and whose line is cut all the time. */
final class Subscriber {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();
    private static final long CONNECT_SECONDS = 10;
    private static final int LONGEST_LINE_MS = 600;
    private static final int LONGEST_AWAY_MS = 400;

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
    Subscriber(String rider, String state, List<Integer> ports, Random random) {
        this.rider = rider;
        this.state = state;
        this.ports = ports;
        this.random = random;
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
        Line line = new Line(reading);
        String query = "as=" + rider + "&snapshot=true" + (state.isEmpty() ? "" : "&status=" + state);
        synchronized (this) {
            connections++;
            query += cursor.isEmpty() ? "" : "&since=" + cursor;
        }
        WebSocket socket = HTTP.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/notifications/rides?" + query), line)
                .get(CONNECT_SECONDS, TimeUnit.SECONDS);
        return () -> {
            line.cut();
            socket.abort();
        };
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

    private synchronized void take(JsonNode event) {
        String what = event.path("type").asText().replaceFirst("^io\\.howdah\\.", "");
        String subject = event.path("subject").asText();
        long version = event.path("version").asLong();
        switch (what) {
            case "ready" -> recovered += event.at("/data/recovered").asBoolean() ? 1 : 0;
            case "snapshot.begin" -> {
                begunAnew++;
                forget();
            }
            case "snapshot.item", "rides.created", "rides.updated" -> put(subject, version);
            case "snapshot.end", "position" -> {}
            case "resync" -> forget();
            case "rides.deleted", "rides.left" -> {
                if (isNews(subject, version)) {
                    documents.remove(subject);
                }
            }
            default -> throw new IllegalStateException(what);
        }
        if (what.equals("resync")) {
            // The next connection takes a snapshot.
            cursor = "";
        } else if (!what.equals("snapshot.item")) {
            cursor = event.path("id").asText();
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
        return rider + " " + state + " cursor " + cursor;
    }

    private final class Line implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final boolean reading;
        private boolean cut;

        Line(boolean reading) {
            this.reading = reading;
        }

        void cut() {
            synchronized (Subscriber.this) {
                cut = true;
            }
        }

        @Override
        public void onOpen(WebSocket socket) {
            if (reading) {
                socket.request(1);
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                synchronized (Subscriber.this) {
                    if (!cut) {
                        read(text.toString());
                    }
                }
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        private void read(String frame) {
            try {
                take(JSON.readTree(frame));
            } catch (Exception e) {
                LOG.error("A frame is wrong: {}", frame, e);
                throw new IllegalStateException(e);
            }
        }
    }
}
