package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.oracle.Request.Transport;
import io.howdah.testing.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * A subscriber that keeps what the documentation tells it to keep. Its connection is cut at random, it comes again with its last cursor or
 * an older one, and it reads nothing for a while.
 */
final class Subscriber implements Callable<Void> {

    private static final int MAX_CONNECTED_MS = 700;
    private static final int MAX_SILENT_MS = 3_000;
    private static final int MAX_AWAY_MS = 250;
    private static final int SOON_MS = 60;
    private static final int LOOK_MS = 20;
    private static final int OLDER = 6;

    private final Model model;
    private final User user;
    private final Where where;
    private final Transport transport;
    private final boolean isSnapshot;
    private final Temper temper;
    private final String token;
    private final Throttle throttle;
    private final IntSupplier port;
    private final Dice dice;
    private final List<ConnectionHistory> connections = new ArrayList<>();
    private final Map<String, JsonNode> documents = new TreeMap<>();
    private final Map<String, String> versions = new TreeMap<>();
    private final List<Saved> saved = new ArrayList<>();
    private volatile boolean isSettled;
    private volatile boolean isStopped;
    private String cursor = "";
    private ClientConnection connection;
    private ConnectionHistory connected;
    private CountDownLatch connectedUntil;
    private String failure = "";
    private long since = System.nanoTime();
    private boolean mustBeginAnew;

    /** What a client has saved, to go on from after its own restart. */
    private record Saved(String cursor, Map<String, JsonNode> documents, Map<String, String> versions) {}

    /** How it behaves. */
    enum Temper {
        /** It stays, and comes again when its connection ends. */
        STEADY,
        /** Its connection is cut all the time. */
        RESTLESS,
        /** It reads nothing for a while. */
        SLOW
    }

    Subscriber(
            Model model,
            User user,
            Where where,
            Transport transport,
            boolean isSnapshot,
            Temper temper,
            IntSupplier port,
            Dice dice) {
        this.model = model;
        this.user = user;
        this.where = where;
        this.transport = transport;
        this.isSnapshot = isSnapshot;
        this.temper = temper;
        this.token = user.token();
        this.throttle = temper == Temper.SLOW ? throttle(port) : null;
        this.port = throttle == null ? port : throttle::port;
        this.dice = dice;
    }

    private static Throttle throttle(IntSupplier port) {
        try {
            return new Throttle(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Model model() {
        return model;
    }

    User user() {
        return user;
    }

    Where where() {
        return where;
    }

    Transport transport() {
        return transport;
    }

    synchronized List<ConnectionHistory> connections() {
        return List.copyOf(connections);
    }

    /** What it is doing, for a person. */
    synchronized String status() {
        long ms = (System.nanoTime() - since) / 1_000_000;
        return (connection == null ? "connecting" : "connected") + " for " + ms + " ms, "
                + (connected == null ? 0 : connected.events().size()) + " events by its last connection " + failure;
    }

    /** The states that it has, by key. */
    synchronized Map<String, Long> view() {
        Map<String, Long> view = new TreeMap<>();
        documents.forEach((key, data) -> view.put(key, data.path("mark").asLong()));
        return view;
    }

    @Override
    public Void call() throws IOException {
        while (!isStopped) {
            CountDownLatch ended = new CountDownLatch(1);
            boolean isOpen = connect(ended);
            if (isOpen) {
                stay(ended);
            }
            pause(dice.below(temper == Temper.STEADY || !isOpen || isSettled ? SOON_MS : MAX_AWAY_MS));
        }
        cut();
        if (throttle != null) {
            throttle.close();
        }
        return null;
    }

    private void stay(CountDownLatch ended) {
        if (temper == Temper.SLOW && !isSettled) {
            throttle.pause(true);
            pause(ended, MAX_CONNECTED_MS + dice.below(MAX_SILENT_MS));
            throttle.pause(false);
        }
        int left = dice.below(MAX_CONNECTED_MS);
        while (!isStopped && ended.getCount() > 0 && (left > 0 || temper == Temper.STEADY || isSettled)) {
            pause(ended, LOOK_MS);
            left -= LOOK_MS;
        }
        cut();
        restart();
    }

    static void pause(int milliseconds) {
        Pace.sleep(Duration.ofMillis(milliseconds));
    }

    /** Stays connected from now on. */
    void settle() {
        isSettled = true;
    }

    /** Ends when it has read what it is sent. */
    void stop() {
        isStopped = true;
    }

    /** Waits, unless something happens before. */
    private static void pause(CountDownLatch before, int milliseconds) {
        try {
            var unused = before.await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The client is started again, with what it had saved a while ago, or with nothing. */
    private synchronized void restart() {
        if (temper == Temper.STEADY || isSettled || saved.isEmpty() || cursor.isEmpty() || !dice.oneIn(2)) {
            return;
        }
        if (dice.oneIn(2)) {
            forget();
            cursor = "";
            return;
        }
        Saved then = saved.get(Math.max(0, saved.size() - 1 - dice.below(OLDER)));
        cursor = then.cursor();
        documents.clear();
        documents.putAll(then.documents());
        versions.clear();
        versions.putAll(then.versions());
    }

    /** Cuts the connection. */
    void cut() {
        ClientConnection present;
        synchronized (this) {
            present = connection;
            connection = null;
            since = System.nanoTime();
            if (present != null) {
                connected.end("cut");
                connectedUntil.countDown();
            }
        }
        if (present != null) {
            present.close();
        }
    }

    /** Opens a connection, and returns whether it did. */
    boolean connect(CountDownLatch ended) {
        ConnectionHistory history;
        Request request;
        synchronized (this) {
            boolean asksForSnapshot = isSnapshot || mustBeginAnew || (cursor.isEmpty() && !connections.isEmpty());
            history = new ConnectionHistory(cursor, asksForSnapshot);
            request = new Request(port.getAsInt(), model, user, where, transport, token, cursor, asksForSnapshot);
        }
        try {
            ClientConnection opened = request.open(new Receiver(history, ended));
            synchronized (this) {
                connection = opened;
                since = System.nanoTime();
                connected = history;
                connectedUntil = ended;
                failure = "";
                return true;
            }
        } catch (Exception e) {
            synchronized (this) {
                failure = e.toString();
                history.end("refused");
                return false;
            }
        }
    }

    /** Receives the events of one connection until it is cut. */
    private final class Receiver implements ClientConnection.Listener {

        private final ConnectionHistory history;
        private final CountDownLatch ended;
        private boolean isKnown;

        Receiver(ConnectionHistory history, CountDownLatch ended) {
            this.history = history;
            this.ended = ended;
        }

        @Override
        public void event(Event event) {
            synchronized (Subscriber.this) {
                if (history.hasEnded()) {
                    return;
                }
                if (!isKnown) {
                    // One that was refused has nothing to tell.
                    isKnown = true;
                    connections.add(history);
                }
                history.add(event);
                take(event);
                if (event.operation().equals("RESYNC")) {
                    history.end("resync");
                    ended.countDown();
                }
            }
        }

        @Override
        public void ended(String why) {
            history.end(why);
            ended.countDown();
        }
    }

    /** Applies an event as the documentation specifies. */
    private void take(Event event) {
        switch (event.operation()) {
            case "READY" -> {
                if (!event.isRecovered()) {
                    forget();
                }
            }
            case "SNAPSHOT_BEGIN" -> forget();
            case "SNAPSHOT_END" -> mustBeginAnew = false;
            case "SNAPSHOT", "CREATED", "UPDATED" -> put(event);
            case "DELETED", "LEFT" -> {
                documents.remove(event.key());
                versions.remove(event.key());
            }
            case "RESYNC" -> {
                forget();
                mustBeginAnew = true;
            }
            default -> {}
        }
        if (event.operation().equals("RESYNC")) {
            cursor = "";
            saved.clear();
        } else if (!event.operation().equals("SNAPSHOT")) {
            cursor = event.cursor();
            if (!cursor.isEmpty()) {
                saved.add(new Saved(cursor, Map.copyOf(documents), Map.copyOf(versions)));
            }
        }
    }

    private void forget() {
        documents.clear();
        versions.clear();
        saved.clear();
    }

    private void put(Event event) {
        String known = versions.get(event.key());
        boolean isOld = known != null
                && !known.isEmpty()
                && !event.version().isEmpty()
                && Model.order(event.version()).compareTo(Model.order(known)) < 0;
        if (!isOld) {
            versions.put(event.key(), event.version());
            documents.put(event.key(), event.data());
        }
    }

    @Override
    public String toString() {
        return "%s of %s by %s%s, %s, where %s"
                .formatted(model.plural(), user, transport, isSnapshot ? " with snapshot" : "", temper, where);
    }
}
