package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.runtime.Application;
import io.howdah.testing.CommandLineRun;
import io.howdah.testing.Docs;
import io.howdah.testing.EventSourceClient;
import io.howdah.testing.Http;
import io.howdah.testing.IssuerStub;
import io.howdah.testing.RunningApplication;
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
                issuer,
                Map.of(
                        "howdah.auth.clock-skew", "1s",
                        "howdah.http.failures-per-second", "10000",
                        "howdah.auth.introspection-url", issuer.url() + IssuerStub.INTROSPECTION_PATH,
                        "howdah.auth.client-id", "howdah",
                        "howdah.auth.client-secret", "secret",
                        "howdah.auth.introspection-cache", "1s"));
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
    void providerThatSaysThatASessionHasEndedEndsItEverywhere() throws Exception {
        // Given two sessions of carol's, and a token that names none
        String lost = issuer.token(Map.of("sub", "carol", "sid", "lost"));
        String kept = issuer.token(Map.of("sub", "carol", "sid", "kept"));
        String nameless = issuer.token("carol");
        String trents = issuer.token("trent");
        try (Socket here = Socket.open(howdah.port(), RIDES, "Authorization", "Bearer " + lost);
                Socket there = Socket.graphQl(other.port(), lost);
                Socket old = Socket.open(other.port(), RIDES, "Authorization", "Bearer " + nameless);
                Socket stays = Socket.open(other.port(), RIDES, "Authorization", "Bearer " + kept);
                Socket trent = Socket.open(howdah.port(), RIDES, "Authorization", "Bearer " + trents)) {

            // When
            String token = issuer.logoutToken(Map.of("sub", "carol", "sid", "lost"));
            HttpResponse<String> answer = logoutByProvider(howdah.port(), token);

            // Then
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(bearer(howdah.port(), lost)).isEqualTo(401);
            await().atMost(REVOKED).untilAsserted(() -> {
                assertThat(bearer(other.port(), lost)).isEqualTo(401);
                assertThat(bearer(other.port(), nameless)).isEqualTo(401);
                assertThat(here.closed()).isEqualTo(EXPIRED);
                assertThat(there.closed()).isEqualTo(FORBIDDEN);
                assertThat(old.closed()).isEqualTo(EXPIRED);
            });
            assertThat(stays.isOpen()).isTrue();
            assertThat(trent.isOpen()).isTrue();
            assertThat(bearer(other.port(), kept)).isEqualTo(200);

            // And the same token again is refused, on any process
            HttpResponse<String> again = logoutByProvider(other.port(), token);
            assertThat(again.statusCode()).isEqualTo(400);
            assertThat(JSON.readTree(again.body()).path("error").asText()).isEqualTo("invalid_request");
            assertThat(again.body()).contains("The logout token was used before.");
        }
        // And who logs in again is let in at once
        assertThat(bearer(howdah.port(), issuer.token(Map.of("sub", "carol", "sid", "next"))))
                .isEqualTo(200);
    }

    @Test
    void providerThatNamesNoSessionEndsThoseOfTheAccount() throws Exception {
        String named = issuer.token(Map.of("sub", "dave", "sid", "one"));
        String nameless = issuer.token("dave");
        try (Socket one = Socket.open(howdah.port(), RIDES, "Authorization", "Bearer " + named);
                Socket two = Socket.open(howdah.port(), RIDES, "Authorization", "Bearer " + nameless)) {

            HttpResponse<String> answer = logoutByProvider(other.port(), issuer.logoutToken(Map.of("sub", "dave")));

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            await().atMost(REVOKED).untilAsserted(() -> {
                assertThat(one.closed()).isEqualTo(EXPIRED);
                assertThat(two.closed()).isEqualTo(EXPIRED);
            });
        }
        String later = issuer.token(
                Map.of("sub", "dave", "iat", Instant.now().plusSeconds(1).getEpochSecond()));
        assertThat(bearer(howdah.port(), later)).isEqualTo(200);
    }

    @Test
    void whatIsNoLogoutTokenEndsNothing() throws Exception {
        String erins = issuer.token(Map.of("sub", "erin", "sid", "s-1"));
        try (Socket erin = Socket.open(howdah.port(), RIDES, "Authorization", "Bearer " + erins)) {
            for (String body : List.of(
                    "",
                    "logout_token=",
                    "logout_token=" + erins,
                    "logout_token=" + issuer.forgedToken("erin"),
                    "logout_token=" + issuer.logoutToken(Map.of("sub", "erin", "aud", "another")),
                    "logout_token=" + issuer.logoutToken(Map.of("sub", "erin", "nonce", "n")),
                    "logout_token=a&logout_token=b",
                    "token=" + issuer.logoutToken(Map.of("sub", "erin")))) {
                HttpResponse<String> answer = form(howdah.port(), body);
                assertThat(answer.statusCode()).as(body).isEqualTo(400);
                assertThat(JSON.readTree(answer.body()).path("error").asText()).isEqualTo("invalid_request");
                assertThat(answer.body()).doesNotContain(erins);
            }
            assertThat(form(howdah.port(), "logout_token=" + "a".repeat(40_000)).statusCode())
                    .isEqualTo(413);
            assertThat(bearer(howdah.port(), erins)).isEqualTo(200);
            assertThat(erin.isOpen()).isTrue();
        }
    }

    private static HttpResponse<String> logoutByProvider(int port, String token) throws Exception {
        return form(port, "logout_token=" + token);
    }

    private static HttpResponse<String> form(int port, String body) throws Exception {
        return HTTP.send(
                request(port, "/backchannel-logout")
                        .header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int bearer(int port, String token) throws Exception {
        return get(port, "/api/rides", "Authorization", "Bearer " + token).statusCode();
    }

    @Test
    void logoutEndsTheSessionWithItsSocketsTicketsAndCookies() throws Exception {
        // Given a session whose token was renewed, and another one of the same person
        String first = issuer.token(Map.of("sub", "frank", "sid", "desk"));
        String renewed = issuer.token(Map.of("sub", "frank", "sid", "desk"));
        String phone = issuer.token(Map.of("sub", "frank", "sid", "phone"));
        String cookie = cookie(first, RIDES);
        String another = cookie(renewed, "/notifications/deliveries");
        String ofPhone = cookie(phone, RIDES);
        String ticket =
                ticket("{\"path\":\"" + RIDES + "\"}", first).path("ticket").asText();
        try (Socket here = Socket.open(howdah.port(), RIDES, "Authorization", "Bearer " + first);
                Socket there = Socket.open(other.port(), RIDES, "Authorization", "Bearer " + renewed);
                Socket stays = Socket.open(other.port(), RIDES, "Authorization", "Bearer " + phone);
                EventSourceClient events = new EventSourceClient(EventSourceClient.request(other.port(), RIDES, null)
                        .header("Cookie", cookie)
                        .build())) {

            // When
            HttpResponse<String> answer = post("/notifications/logout", "", renewed);

            // Then
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
            assertThat(answer.headers().allValues("Set-Cookie"))
                    .hasSize(2)
                    .allMatch(set -> set.startsWith("howdah-events=;") && set.contains("Max-Age=0"))
                    .anyMatch(set -> set.contains("Path=" + RIDES + ";"))
                    .anyMatch(set -> set.contains("Path=/notifications/deliveries;"));
            await().atMost(REVOKED).untilAsserted(() -> {
                assertThat(here.closed()).isEqualTo(EXPIRED);
                assertThat(there.closed()).isEqualTo(EXPIRED);
                assertThat(events.all().toString()).contains("io.howdah.closed").contains("expired");
                for (String token : List.of(first, renewed)) {
                    assertThat(bearer(howdah.port(), token)).isEqualTo(401);
                    assertThat(bearer(other.port(), token)).isEqualTo(401);
                }
            });
            assertThat(refusal(other.port(), RIDES + "?ticket=" + ticket)).isEqualTo(401);
            assertThat(eventsBy(cookie, RIDES)).isEqualTo(401);
            assertThat(eventsBy(another, "/notifications/deliveries")).isEqualTo(401);
            assertThat(eventsBy(ofPhone, RIDES)).isEqualTo(200);
            assertThat(stays.isOpen()).isTrue();
            assertThat(bearer(other.port(), phone)).isEqualTo(200);
            assertThat(post("/notifications/logout", "", renewed).statusCode()).isEqualTo(401);
        }
        // And who has still a session at the provider is let in again, of the same name
        String next = issuer.token(Map.of(
                "sub",
                "frank",
                "sid",
                "desk",
                "iat",
                Instant.now().plusSeconds(1).getEpochSecond()));
        assertThat(bearer(howdah.port(), next)).isEqualTo(200);
    }

    @Test
    void logoutWithATokenThatNamesNoSessionEndsWhatThatTokenHasOpened() throws Exception {
        // Given tokens of a provider that names neither sessions nor tokens
        String one = issuer.token(Map.of("sub", "grace", "jti", "", "n", "1"));
        String two = issuer.token(Map.of("sub", "grace", "jti", "", "n", "2"));
        String cookie = cookie(one, RIDES);
        try (Socket first = Socket.open(other.port(), RIDES, "Authorization", "Bearer " + one);
                Socket second = Socket.open(other.port(), RIDES, "Authorization", "Bearer " + two)) {

            assertThat(post("/notifications/logout", "{}", one).statusCode()).isEqualTo(204);

            await().atMost(REVOKED)
                    .untilAsserted(() -> assertThat(first.closed()).isEqualTo(EXPIRED));
            assertThat(bearer(howdah.port(), one)).isEqualTo(401);
            assertThat(eventsBy(cookie, RIDES)).isEqualTo(401);
            assertThat(second.isOpen()).isTrue();
            assertThat(bearer(howdah.port(), two)).isEqualTo(200);
        }
    }

    @Test
    void tokenThatItsProviderRevokesClosesItsConnectionsEverywhere() throws Exception {
        // Given
        String token = issuer.opaqueToken(Map.of("sub", "heidi"));
        String kept = issuer.opaqueToken(Map.of("sub", "heidi"));
        String bearer = "Bearer " + token;
        String cookie = cookie(token, RIDES);
        try (Socket here = Socket.open(howdah.port(), RIDES, "Authorization", bearer);
                Socket there = Socket.open(other.port(), RIDES, "Authorization", bearer);
                Socket graphQl = Socket.graphQl(other.port(), token);
                Socket byTicket = Socket.open(other.port(), RIDES + "?ticket=" + ticketFor(token));
                Socket another = Socket.open(howdah.port(), RIDES, "Authorization", "Bearer " + kept);
                EventSourceClient events = byCookie(other.port(), cookie)) {

            // When the provider is away, connections stay, and health says so
            issuer.goAway();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(howdah.get(howdah.managementPort(), "/observe/health")
                                    .body())
                            .contains("introspection=since "));
            assertThat(List.of(here, there, graphQl, byTicket, another)).allMatch(Socket::isOpen);

            // When it is back and refuses the token
            issuer.revoke(token);
            issuer.comeBack();

            // Then
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(here.closed()).isEqualTo(EXPIRED);
                assertThat(there.closed()).isEqualTo(EXPIRED);
                assertThat(byTicket.closed()).isEqualTo(EXPIRED);
                assertThat(graphQl.closed()).isEqualTo(FORBIDDEN);
                assertThat(events.all().toString()).contains("io.howdah.closed");
            });
            assertThat(another.isOpen()).isTrue();
        }
        try (EventSourceClient again = byCookie(howdah.port(), cookie)) {
            assertThat(again.status()).isEqualTo(401);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(howdah.get(howdah.managementPort(), "/observe/health")
                                .body())
                        .doesNotContain("introspection=since "));
        assertThat(howdah.metric("howdah_auth_live_checks_total{outcome=\"ended\"}"))
                .isPositive();
    }

    private static String ticketFor(String token) throws Exception {
        return ticket("{\"path\":\"" + RIDES + "\"}", token).path("ticket").asText();
    }

    private static String cookie(String token, String path) throws Exception {
        return post("/notifications/ticket", "{\"path\":\"" + path + "\",\"cookie\":true}", token)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .split(";")[0];
    }

    private static int eventsBy(String cookie, String path) throws Exception {
        try (EventSourceClient events = new EventSourceClient(EventSourceClient.request(howdah.port(), path, null)
                .header("Cookie", cookie)
                .build())) {
            return events.status();
        }
    }

    private static EventSourceClient byCookie(int port, String cookie) throws Exception {
        return new EventSourceClient(EventSourceClient.request(port, RIDES, null)
                .header("Cookie", cookie)
                .build());
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
