package io.howdah;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Docs;
import io.howdah.testing.EventSourceClient;
import io.howdah.testing.Http;
import io.howdah.testing.IssuerStub;
import io.howdah.testing.SocketText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What browsers show in place of a token, on any of two processes, and how what was once shown ends. */
class SessionsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How soon every process must know of a revocation. */
    private static final Duration REVOKED = Duration.ofSeconds(5);

    private static final String RIDES = "/notifications/rides";
    private static final int EXPIRED = 4401;
    private static final int FORBIDDEN = 4403;

    private static IssuerStub issuer;
    private static RunningApplication howdah;
    private static Application other;

    @BeforeAll
    static void start() throws Exception {
        issuer = IssuerStub.start();
        howdah = RunningApplication.demoOf(
                issuer, Map.of("howdah.auth.clock-skew", "1s", "howdah.http.failures-per-second", "10000"));
        other = howdah.another();
    }

    @AfterAll
    static void stop() {
        other.close();
        howdah.close();
        issuer.close();
    }

    @Test
    void ticketOpensItsPathOnceOnAnyProcess() throws Exception {
        // Given
        JsonNode made = ticket("{\"path\":\"" + RIDES + "\"}", issuer.token("alice"));
        String ticket = made.path("ticket").asText();
        assertThat(made.path("expiresIn").asInt()).isBetween(25, 30);

        // When, then
        assertThat(refusal(other.port(), "/notifications/deliveries?ticket=" + ticket))
                .isEqualTo(401);
        // It is used up, for whatever path it was shown.
        assertThat(refusal(other.port(), RIDES + "?ticket=" + ticket)).isEqualTo(401);
        String next = ticket("{\"path\":\"" + RIDES + "\"}", issuer.token("alice"))
                .path("ticket")
                .asText();
        try (Socket socket = Socket.open(other.port(), RIDES + "?ticket=" + next)) {
            assertThat(socket.isOpen()).isTrue();
            assertThat(refusal(howdah.port(), RIDES + "?ticket=" + next)).isEqualTo(401);
        }
        // No other request takes one.
        String third = ticket("{\"path\":\"/api/rides\"}", issuer.token("alice"))
                .path("ticket")
                .asText();
        assertThat(get(howdah.port(), "/api/rides?ticket=" + third).statusCode())
                .isEqualTo(401);
    }

    @Test
    void oldAndForgedTicketsOpenNothing() throws Exception {
        String ticket = ticket("{\"path\":\"" + RIDES + "\"}", issuer.token("alice"))
                .path("ticket")
                .asText();
        howdah.systemCollection("tickets")
                .updateMany(
                        new Document(),
                        new Document(
                                "$set",
                                new Document("until", Date.from(Instant.now().minusSeconds(1)))));
        for (String forged : List.of(ticket, ticket.toLowerCase(), ticket + "A", "x", "%24ne", "")) {
            assertThat(refusal(howdah.port(), RIDES + "?ticket=" + forged))
                    .as(forged)
                    .isEqualTo(401);
        }
    }

    @Test
    void ticketIsNotMadeForWhatIsNoPath() throws Exception {
        for (String body : List.of(
                "{}",
                "[]",
                "x",
                "{\"path\":1}",
                "{\"path\":\"rides\"}",
                "{\"path\":\"/a;b=c\"}",
                "{\"path\":\"/a\\r\\nSet-Cookie: x\"}",
                "{\"path\":\"/a\",\"cookie\":\"yes\"}")) {
            assertThat(post("/notifications/ticket", body, issuer.token("alice"))
                            .statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
    }

    @Test
    void cookieOpensItsPathAgainAndAgain() throws Exception {
        // Given
        HttpResponse<String> made =
                post("/notifications/ticket", "{\"path\":\"" + RIDES + "\",\"cookie\":true}", issuer.token("alice"));
        String set = made.headers().firstValue("Set-Cookie").orElseThrow();
        String cookie = set.split(";")[0];
        assertThat(set)
                .contains("Path=" + RIDES)
                .contains("HTTPOnly")
                .contains("SameSite=Strict")
                .contains("Max-Age=");
        assertThat(made.body()).doesNotContain("ticket");

        // When, then
        for (int port : List.of(howdah.port(), other.port(), howdah.port())) {
            try (EventSourceClient events = new EventSourceClient(EventSourceClient.request(port, RIDES, null)
                    .header("Cookie", cookie)
                    .build())) {
                assertThat(events.status()).isEqualTo(200);
            }
        }
        try (EventSourceClient another =
                new EventSourceClient(EventSourceClient.request(howdah.port(), "/notifications/deliveries", null)
                        .header("Cookie", cookie)
                        .build())) {
            assertThat(another.status()).isEqualTo(401);
        }
        // It is for streams of events alone: a form or a fetch of another page gets nothing by it.
        assertThat(get(howdah.port(), RIDES, "Cookie", cookie).statusCode()).isEqualTo(401);
        assertThat(get(howdah.port(), RIDES, "Cookie", cookie, "Accept", "application/json, text/event-stream")
                        .statusCode())
                .isEqualTo(401);
        assertThat(get(howdah.port(), "/api/rides", "Cookie", cookie).statusCode())
                .isEqualTo(401);
    }

    @Test
    void connectionEndsWithItsToken() throws Exception {
        String brief = issuer.token(
                Map.of("sub", "alice", "exp", Instant.now().plusSeconds(4).getEpochSecond()));
        String ticket =
                ticket("{\"path\":\"" + RIDES + "\"}", brief).path("ticket").asText();
        try (Socket byHeader = Socket.open(howdah.port(), RIDES, "Authorization", "Bearer " + brief);
                Socket byTicket = Socket.open(howdah.port(), RIDES + "?ticket=" + ticket);
                EventSourceClient events = new EventSourceClient(EventSourceClient.request(howdah.port(), RIDES, null)
                        .header("Authorization", "Bearer " + brief)
                        .build())) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(byHeader.closed()).isEqualTo(EXPIRED);
                assertThat(byTicket.closed()).isEqualTo(EXPIRED);
                assertThat(events.all().toString()).contains("io.howdah.closed").contains("expired");
            });
        }
    }

    @Test
    void revocationHoldsEverywhereWithinSeconds() throws Exception {
        // Given a lost device of mallory's, and trent's
        String lost = issuer.token("mallory");
        String cookie = post("/notifications/ticket", "{\"path\":\"" + RIDES + "\",\"cookie\":true}", lost)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";")[0];
        String bearer = "Bearer " + lost;
        try (Socket here = Socket.open(howdah.port(), RIDES, "Authorization", bearer);
                Socket there = Socket.open(other.port(), RIDES, "Authorization", bearer);
                Socket graphQl = Socket.graphQl(other.port(), lost);
                Socket trent = Socket.open(other.port(), RIDES, "Authorization", "Bearer " + issuer.token("trent"));
                EventSourceClient events = new EventSourceClient(EventSourceClient.request(other.port(), RIDES, null)
                        .header("Cookie", cookie)
                        .build())) {
            assertThat(get(other.port(), "/api/rides", "Authorization", bearer).statusCode())
                    .isEqualTo(200);

            // When
            CommandLineRun run =
                    howdah.ask("revoke", "--subject", "mallory", "--token", issuer.token("root", "howdah-admin"));

            // Then
            assertThat(run.exitCode()).as("%s", run.err()).isZero();
            assertThat(String.join("\n", run.out())).contains("tokens of mallory issued until ");
            assertThat(get(howdah.port(), "/api/rides", "Authorization", bearer).statusCode())
                    .isEqualTo(401);
            await().atMost(REVOKED).untilAsserted(() -> {
                assertThat(get(other.port(), "/api/rides", "Authorization", bearer)
                                .statusCode())
                        .isEqualTo(401);
                assertThat(here.closed()).isEqualTo(EXPIRED);
                assertThat(there.closed()).isEqualTo(EXPIRED);
                assertThat(graphQl.closed()).isEqualTo(FORBIDDEN);
                assertThat(events.all().toString()).contains("io.howdah.closed");
            });
            assertThat(trent.isOpen()).isTrue();
        }
        try (EventSourceClient again = new EventSourceClient(EventSourceClient.request(howdah.port(), RIDES, null)
                .header("Cookie", cookie)
                .build())) {
            assertThat(again.status()).isEqualTo(401);
        }
        // And who signs in again is let in
        await().atMost(REVOKED).untilAsserted(() -> {
            String later =
                    issuer.token(Map.of("sub", "mallory", "iat", Instant.now().getEpochSecond()));
            assertThat(get(howdah.port(), "/api/rides", "Authorization", "Bearer " + later)
                            .statusCode())
                    .isEqualTo(200);
        });
    }

    @Test
    void documentedCommandsMakeTicketAndCookie() throws Exception {
        List<Docs.Block> blocks = Docs.blocks("docs/authentication.md").stream()
                .filter(block -> block.text().contains("/notifications/ticket'"))
                .toList();
        assertThat(blocks).hasSize(2);
        for (Docs.Block block : blocks) {
            HttpResponse<String> answer = post("/notifications/ticket", block.curlBody(), issuer.token("alice"));
            assertThat(answer.statusCode()).as(block.text()).isEqualTo(200);
        }
    }

    private static JsonNode ticket(String body, String token) throws Exception {
        return JSON.readTree(post("/notifications/ticket", body, token).body());
    }

    private static HttpResponse<String> post(String path, String body, String token) throws Exception {
        return HTTP.send(
                request(howdah.port(), path)
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(int port, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(port, path);
        return HTTP.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
    }

    /** The status that a WebSocket handshake is refused with. */
    private static int refusal(int port, String path) {
        int[] status = {0};
        assertThatThrownBy(() -> Socket.open(port, path))
                .isInstanceOfSatisfying(
                        CompletionException.class,
                        failure -> status[0] = ((WebSocketHandshakeException) failure.getCause())
                                .getResponse()
                                .statusCode());
        return status[0];
    }

    private record Socket(WebSocket socket, SocketText said) implements AutoCloseable {

        static Socket open(int port, String path, String... headers) {
            return open(HTTP.newWebSocketBuilder(), port, path, headers);
        }

        static Socket graphQl(int port, String token) {
            Socket opened = open(HTTP.newWebSocketBuilder().subprotocols("graphql-transport-ws"), port, "/graphql");
            opened.socket
                    .sendText(
                            "{\"type\":\"connection_init\",\"payload\":{\"authorization\":\"bearer " + token + "\"}}",
                            true)
                    .join();
            opened.said.until("connection_ack");
            return opened;
        }

        private static Socket open(WebSocket.Builder builder, int port, String path, String... headers) {
            for (int i = 0; i < headers.length; i += 2) {
                builder.header(headers[i], headers[i + 1]);
            }
            SocketText said = new SocketText();
            return new Socket(
                    builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), said)
                            .join(),
                    said);
        }

        boolean isOpen() {
            return said.closed() == 0 && !socket.isInputClosed();
        }

        int closed() {
            return said.closed();
        }

        @Override
        public void close() {
            socket.abort();
        }
    }
}
