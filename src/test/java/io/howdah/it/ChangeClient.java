package io.howdah.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.it.MarkedDocuments.Kind;
import io.howdah.it.MarkedDocuments.Person;
import io.howdah.it.MarkedDocuments.Version;
import io.howdah.testing.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Subscribes to the changes of a model over one transport, and keeps what a client would keep. */
final class ChangeClient implements AutoCloseable {

    /** The API and protocol of a subscription. */
    enum Transport {
        SOCKET,
        EVENTS,
        REST,
        GRAPHQL,
        VIEW,
        GRAPHQL_EVENTS;

        boolean isGraphQl() {
            return this == GRAPHQL || this == VIEW || this == GRAPHQL_EVENTS;
        }
    }

    /**
     * What a client requests.
     *
     * @param since the cursor to continue from, empty for none
     * @param kept what it has from before, the versions by their keys
     * @param whole whether {@code kept} is all that it can have received before the cursor
     * @param snapshot whether it asks for all documents first
     * @param grouped whether it asks for those of {@link MarkedDocuments#KEPT_GROUP} alone
     */
    record Request(String since, Map<String, Long> kept, boolean whole, boolean snapshot, boolean grouped) {}

    private static final HttpClient HTTP = Http.client();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Transport transport;
    private final Kind kind;
    private final Person person;
    private final Request request;
    private final LeakDetector leaks;
    private final Map<String, Long> held;

    /** The client takes one message at a time. */
    private final CompletableFuture<Void> initialised = new CompletableFuture<>();

    private boolean ready;
    private String cursor = "";
    private String ended = "";
    private Runnable closing = () -> {};

    private ChangeClient(Transport transport, Kind kind, Person person, Request request, LeakDetector leaks) {
        this.transport = transport;
        this.kind = kind;
        this.person = person;
        this.request = request;
        this.leaks = leaks;
        this.held = new TreeMap<>(request.kept());
    }

    static ChangeClient open(
            int port, Transport transport, Kind kind, Person person, Request request, LeakDetector leaks) {
        ChangeClient client = new ChangeClient(transport, kind, person, request, leaks);
        String server = "127.0.0.1:" + port;
        switch (transport) {
            case SOCKET -> client.socket("ws://" + server + "/notifications/" + kind.plural() + client.parameters());
            case EVENTS -> client.events(client.get("http://" + server + "/notifications/" + kind.plural()));
            case REST -> client.events(client.get("http://" + server + "/api/" + kind.plural() + "/changes"));
            case GRAPHQL -> client.socket("ws://" + server + "/graphql");
            case VIEW -> client.socket("ws://" + server + "/cards/graphql");
            case GRAPHQL_EVENTS ->
                client.events(HttpRequest.newBuilder(URI.create("http://" + server + "/graphql"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"query\":" + client.query() + "}")));
        }
        return client;
    }

    private String parameters() {
        return "?snapshot=" + request.snapshot()
                + (request.since().isEmpty() ? "" : "&since=" + request.since())
                + (request.grouped() ? "&group=" + MarkedDocuments.KEPT_GROUP : "");
    }

    private HttpRequest.Builder get(String url) {
        return HttpRequest.newBuilder(URI.create(url + parameters()));
    }

    /** The subscription as a JSON text. */
    private String query() {
        String since = request.since().isEmpty() ? "" : ", since: \"" + request.since() + "\"";
        String where = request.grouped() ? ", where: {group: {eq: \"" + MarkedDocuments.KEPT_GROUP + "\"}}" : "";
        String related = switch (transport) {
            case VIEW -> "one { id mark secret }";
            case GRAPHQL -> "hidden { mark } secretly { mark }";
            default -> "many(first: 3) { id mark secret }";
        };
        String query =
                "subscription { change: %s%sChanged(snapshot: %s%s%s) { operation cursor key version recovered node { id mark secret group %s } } }"
                        .formatted(
                                kind.singular(),
                                transport == Transport.VIEW ? "Card" : "",
                                request.snapshot(),
                                since,
                                where,
                                related);
        return JSON.getNodeFactory().textNode(query).toString();
    }

    private void socket(String url) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().header("Authorization", person.authorization());
        if (transport.isGraphQl()) {
            builder.subprotocols("graphql-transport-ws");
        }
        WebSocket socket = builder.buildAsync(URI.create(url), new Messages()).join();
        closing = socket::abort;
        if (transport.isGraphQl()) {
            socket.sendText("{\"type\":\"connection_init\"}", true).join();
            initialised.complete(null);
        }
    }

    private void events(HttpRequest.Builder request) {
        HttpRequest whole = request.header("Authorization", person.authorization())
                .header("Accept", "text/event-stream")
                .build();
        Lines lines = new Lines();
        HTTP.sendAsync(whole, BodyHandlers.fromLineSubscriber(lines)).thenAccept(response -> {
            if (response.statusCode() != 200) {
                end(response.statusCode() + " " + lines);
            }
        });
        closing = lines::cancel;
    }

    private synchronized void end(String reason) {
        ended = reason;
    }

    private synchronized void receive(String raw) {
        leaks.look(person, this.toString(), raw);
        JsonNode message = parse(raw);
        if (transport.isGraphQl()) {
            JsonNode change = message.path("payload").isMissingNode()
                    ? message.at("/data/change")
                    : message.at("/payload/data/change");
            if (change.hasNonNull("operation")) {
                note(
                        change.path("operation").asText().toLowerCase(Locale.ROOT),
                        change.path("cursor").asText(""),
                        change.path("key").asText(),
                        change.path("version").asLong(),
                        change.path("recovered").asBoolean(),
                        raw);
            } else if (!message.path("type").asText().equals("connection_ack")) {
                end("is told " + raw);
            }
            return;
        }
        String type = message.path("type").asText();
        note(
                type.endsWith("snapshot.item") ? "snapshot" : type.substring(type.lastIndexOf('.') + 1),
                type.endsWith("snapshot.item") ? "" : message.path("id").asText(),
                message.path("subject").asText(),
                message.path("version").asLong(),
                message.at("/data/recovered").asBoolean(),
                raw);
    }

    private void note(String operation, String at, String key, long version, boolean recovered, String raw) {
        if (at.indexOf('.') > 0) {
            cursor = at;
        }
        switch (operation) {
            case "created", "updated", "snapshot" -> held.put(key, version);
            case "deleted", "left" -> {
                if (held.remove(key) == null && request.whole() && !request.grouped()) {
                    leaks.leak(person, this.toString(), "a word of what was never shown", raw);
                }
            }
            case "ready" -> {
                ready = true;
                if (!request.since().isEmpty() && !recovered) {
                    end("does not go on from its cursor: " + raw);
                }
            }
            case "resync", "closed" -> end("is told " + raw);
            default -> {}
        }
    }

    synchronized boolean isReady() {
        return ready;
    }

    synchronized String cursor() {
        return cursor;
    }

    Transport transport() {
        return transport;
    }

    Kind kind() {
        return kind;
    }

    /** What is wrong with what it has, where it should have these documents; empty if nothing is. */
    synchronized Optional<String> complaint(Collection<Version> shown) {
        Map<String, Long> expected = new TreeMap<>();
        shown.stream()
                .filter(version -> !request.grouped() || MarkedDocuments.KEPT_GROUP.equals(version.field("group")))
                .forEach(version -> expected.put(version.key(), version.sequence()));
        return ended.isEmpty() && expected.equals(held)
                ? Optional.empty()
                : Optional.of(this + " " + ended + "\n  has    " + held + "\n  of     " + expected);
    }

    Person person() {
        return person;
    }

    /** Empty, or why it hears no more. */
    synchronized String ended() {
        return ended;
    }

    @Override
    public void close() {
        closing.run();
    }

    @Override
    public String toString() {
        return transport + " of " + kind.plural() + (request.since().isEmpty() ? "" : ", since a cursor")
                + (request.snapshot() ? ", with a snapshot" : "") + (request.grouped() ? ", of one group" : "");
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            socket.request(1);
            if (!last) {
                return CompletableFuture.completedStage(null);
            }
            String whole = text.toString();
            text.setLength(0);
            receive(whole);
            if (whole.contains("\"connection_ack\"")) {
                String subscribe = "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":" + query() + "}}";
                initialised.thenRun(() -> socket.sendText(subscribe, true));
            }
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            end("closed " + code + " " + reason);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end("failed: " + error);
        }
    }

    private final class Lines implements Flow.Subscriber<String> {
        private Flow.Subscription subscription;
        private String refusal = "";

        @Override
        public synchronized void onSubscribe(Flow.Subscription to) {
            subscription = to;
            to.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.startsWith("data: {")) {
                receive(line.substring("data: ".length()));
            } else {
                leaks.look(person, ChangeClient.this.toString(), line);
                refusal = line;
            }
        }

        @Override
        public void onError(Throwable error) {
            end("failed: " + error);
        }

        @Override
        public void onComplete() {
            end("ended");
        }

        synchronized void cancel() {
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public String toString() {
            return refusal;
        }
    }
}
