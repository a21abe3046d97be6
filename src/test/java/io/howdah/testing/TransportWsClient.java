package io.howdah.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.TestTokens.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A GraphQL over WebSocket client that sends what a test wants, valid or invalid, and keeps every message. */
public final class TransportWsClient implements AutoCloseable {

    /** The subprotocol. */
    public static final String PROTOCOL = "graphql-transport-ws";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration OFTEN = Duration.ofMillis(10);

    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final WebSocket socket;
    private volatile String closed = "";

    private TransportWsClient(int port, String pathAndQuery, boolean reading, String... protocols) {
        this(Http.client().newWebSocketBuilder(), port, pathAndQuery, reading, protocols);
    }

    private TransportWsClient(
            WebSocket.Builder builder, int port, String pathAndQuery, boolean reading, String... protocols) {
        if (protocols.length > 0) {
            builder.subprotocols(protocols[0], Arrays.copyOfRange(protocols, 1, protocols.length));
        }
        Address address = TestTokens.address("ws://127.0.0.1:" + port + pathAndQuery);
        address.authorization().ifPresent(value -> builder.header("Authorization", value));
        socket = builder.buildAsync(address.uri(), new Listener(reading)).join();
    }

    /** Opens a socket without sending anything yet. */
    public static TransportWsClient open(int port, String pathAndQuery) {
        return offering(port, pathAndQuery, PROTOCOL);
    }

    /** Opens a socket for a client at an address, as a trusted proxy does. */
    public static TransportWsClient from(String address, int port, String pathAndQuery) {
        return new TransportWsClient(
                Http.client().newWebSocketBuilder().header("X-Forwarded-For", address),
                port,
                pathAndQuery,
                true,
                PROTOCOL);
    }

    /** Opens a socket with these subprotocols, or with none. */
    public static TransportWsClient offering(int port, String pathAndQuery, String... protocols) {
        return new TransportWsClient(port, pathAndQuery, true, protocols);
    }

    /** Opens a socket that reads the first message alone. */
    public static TransportWsClient deaf(int port, String pathAndQuery) {
        return new TransportWsClient(port, pathAndQuery, false, PROTOCOL);
    }

    /** Opens a socket as alice, and waits until it is acknowledged. */
    public static TransportWsClient alice(int port) {
        TransportWsClient client = open(port, "/graphql");
        client.initialise("alice");
        client.next("connection_ack");
        return client;
    }

    /** Says who it is, such as {@code alice:support}. */
    public void initialise(String as) {
        initialise(as, Duration.ofHours(1));
    }

    /** Says who it is, by a token that is good for so long. */
    public void initialise(String as, Duration good) {
        send("{'type':'connection_init','payload':{'Authorization':'Bearer " + TestTokens.of(as, good) + "'}}");
    }

    /** The subprotocol that the server chose, or "". */
    public String protocol() {
        return socket.getSubprotocol();
    }

    /** Sends a text, in which {@code '} stands for the double quote. */
    public void send(String text) {
        sendAsItIs(text.replace('\'', '"'));
    }

    /** Sends a text. */
    public void sendAsItIs(String text) {
        socket.sendText(text, true).orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Sends a binary frame. */
    public void sendBytes(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true)
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    /** Subscribes, by an id, to what a document asks for. */
    public void subscribe(String id, String document) {
        subscribe(id, document, Map.of());
    }

    /** Subscribes, by an id, to what a document asks for with variables. */
    public void subscribe(String id, String document, Map<String, ?> variables) {
        try {
            sendAsItIs(JSON.writeValueAsString(Map.of(
                    "id", id, "type", "subscribe", "payload", Map.of("query", document, "variables", variables))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the first message of a type, takes it away and gives it. */
    public JsonNode next(String type) {
        return take(message -> message.path("type").asText().equals(type), type);
    }

    /** Waits for the first message of a type for an id, takes it away and gives it. */
    public JsonNode next(String type, String id) {
        return take(
                message -> message.path("type").asText().equals(type)
                        && message.path("id").asText().equals(id),
                type + " of " + id);
    }

    /** Waits for the first result for an id that has this operation, takes it away and gives the change. */
    public JsonNode change(String id, String operation) {
        return take(
                        message -> operation.equals(
                                changed(id, message).path("operation").asText()),
                        operation + " of " + id)
                .at("/payload/data")
                .iterator()
                .next();
    }

    private static JsonNode changed(String id, JsonNode message) {
        boolean result = message.path("type").asText().equals("next")
                && message.path("id").asText().equals(id)
                && message.at("/payload/data").size() == 1;
        return result ? message.at("/payload/data").iterator().next() : JSON.missingNode();
    }

    private interface Wanted {
        boolean is(JsonNode message);
    }

    private JsonNode take(Wanted wanted, String what) {
        await(what + " among " + messages)
                .pollDelay(Duration.ZERO)
                .pollInterval(OFTEN)
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(messages).as("closed: %s", closed).anyMatch(wanted::is));
        JsonNode found = messages.stream().filter(wanted::is).findFirst().orElseThrow();
        messages.remove(found);
        return found;
    }

    /** Returns the messages that the test has not taken yet, in order. */
    public List<JsonNode> messages() {
        return messages;
    }

    /** Waits until the server closes the socket; gives its code and its reason, with a blank between. */
    public String closed() {
        await("the close after " + messages)
                .pollDelay(Duration.ZERO)
                .pollInterval(OFTEN)
                .atMost(PATIENCE)
                .until(() -> !closed.isEmpty());
        return closed;
    }

    /** Whether the server has not closed it. */
    public boolean isOpen() {
        return closed.isEmpty();
    }

    /** Reads from now on. */
    public void listen() {
        socket.request(Long.MAX_VALUE);
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final boolean reading;

        Listener(boolean reading) {
            this.reading = reading;
        }

        @Override
        public void onOpen(WebSocket opened) {
            opened.request(reading ? Long.MAX_VALUE : 1);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                messages.add(parse(text.toString()));
                text.setLength(0);
            }
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed = (code + " " + reason).strip();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed = "1006 " + error;
        }

        private static JsonNode parse(String json) {
            try {
                return JSON.readTree(json);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
