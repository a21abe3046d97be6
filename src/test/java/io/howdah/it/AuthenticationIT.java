package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Http;
import io.howdah.testing.IssuerStub;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.SocketText;
import io.howdah.testing.TestKey;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is let in where: each surface with each kind of token. A surface that is missing from the table fails {@link
 * #everyRouteIsInTheTable()}.
 */
class AuthenticationIT {

    private static final Logger LOG = LoggerFactory.getLogger(AuthenticationIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String MARKER = "ride-of-alice";
    private static final String ADMIN_ROLE = "howdah-admin";
    private static final int FORBIDDEN_CLOSE = 4403;

    private static IssuerStub issuer;
    private static IssuerStub stranger;
    private static RunningApplication howdah;
    private static String revoked;

    /** What a surface says: a status or close code, and the text that it shows. */
    private record Answer(int code, String text) {}

    /** Asks a surface with a token, or without one if it is empty. */
    private interface Asking {
        Answer with(String token) throws Exception;
    }

    /**
     * A way in.
     *
     * @param route the route of the router that serves it
     * @param open what it answers to a client that may enter
     * @param closed what it answers to a client that may not
     * @param shows whether it shows alice's ride to alice
     */
    private record Surface(String name, String route, int open, int closed, boolean shows, Asking asking) {}

    @BeforeAll
    static void start() throws Exception {
        issuer = IssuerStub.start("RS256");
        stranger = IssuerStub.start("RS256");
        howdah = RunningApplication.demoOf(
                issuer,
                Map.of(
                        "howdah.auth.algorithms", "RS256",
                        "howdah.http.failures-per-second", "100000"));
        howdah.send("rides.topic", MARKER, """
                {"rideId":"%s","seq":1,"rider":{"id":"alice"},"driver":{"id":"d","name":"Omar"},"state":"NEAR","eta":1,\
                "time":"2026-01-01T00:00:00.000Z"}""".formatted(MARKER));
        await().atMost(PATIENCE).until(() -> howdah.collection("rides").countDocuments() == 1);
        revoked = issuer.token(Map.of("sub", "alice", "jti", "lost"));
        assertThat(howdah.ask("revoke", "--token-id", "lost", "--token", of("admin"))
                        .exitCode())
                .isZero();
    }

    @AfterAll
    static void stop() {
        howdah.close();
        issuer.close();
        stranger.close();
    }

    private static List<Surface> surfaces() {
        String query = "{\"query\":\"{ rides { nodes { id } } }\"}";
        String change = "{\"query\":\"subscription { rideChanged(snapshot: true) { operation key } }\"}";
        String card = "{\"query\":\"{ rideCards { nodes { id } } }\"}";
        return List.of(
                json("GraphQL by POST", "/graphql", "/graphql", query),
                get("GraphQL by GET", "/graphql", "/graphql?query=%7Brides%7Bnodes%7Bid%7D%7D%7D", true),
                json("GraphQL of a frontend", "/:frontend/graphql", "/mobile/graphql", card),
                events("GraphQL as events", "/graphql", "/graphql", change),
                socket("GraphQL socket, header", "/graphql", "/graphql", "graphql-transport-ws", true),
                initialised("GraphQL socket, connection_init", "/graphql", "/graphql"),
                socket(
                        "GraphQL socket of a frontend",
                        "/:frontend/graphql",
                        "/mobile/graphql",
                        "graphql-transport-ws",
                        true),
                get("REST list", "/api/:collection", "/api/rides", true),
                get("REST document", "/api/:collection/:key", "/api/rides/" + MARKER + "?fields=id", true, 404),
                new Surface(
                        "REST command",
                        "/api/:collection",
                        400,
                        401,
                        false,
                        token -> send(post("/api/collectPrescription", "{}"), token)),
                events("REST changes", "/api/:collection/changes", "/api/rides/changes?snapshot=true", ""),
                socket(
                        "channel",
                        "/notifications/:channel",
                        "/notifications/rides?snapshot=true",
                        "cloudevents.json",
                        true),
                events("channel as events", "/notifications/:channel", "/notifications/rides?snapshot=true", ""),
                new Surface(
                        "ticket",
                        "/notifications/ticket",
                        200,
                        401,
                        false,
                        token -> send(post("/notifications/ticket", "{\"path\":\"/notifications/rides\"}"), token)),
                new Surface(
                        "logout",
                        "/notifications/logout",
                        204,
                        401,
                        false,
                        token -> send(post("/notifications/logout", ""), token)),
                // Its form has the token that counts there, and a header counts nothing.
                new Surface(
                        "logout by a provider",
                        "/backchannel-logout",
                        400,
                        400,
                        false,
                        token -> send(post("/backchannel-logout", "{}"), token)),
                get("OpenAPI", "/openapi.json", "/openapi.json", false),
                get("AsyncAPI", "/asyncapi.json", "/asyncapi.json", false),
                new Surface(
                        "GraphiQL's page", "/graphiql", 200, 200, false, token -> send(request("/graphiql/"), token)),
                new Surface(
                        "GraphiQL's files",
                        "/graphiql/static/",
                        404,
                        404,
                        false,
                        token -> send(request("/graphiql/static/none.js"), token)),
                // Howdah serves nothing there, and a client without access does not learn so (CVE-2026-40022: checks
                // that a path below a path misses).
                new Surface("no path", "", 404, 401, false, token -> send(request("/nowhere"), token)),
                // What dev serves in addition does not exist in run, the mode that this authentication belongs to.
                new Surface("no page of dev", "", 404, 401, false, token -> send(request("/"), token)),
                new Surface("no file of dev", "", 404, 401, false, token -> send(request("/web/app.js"), token)),
                new Surface(
                        "no tokens of dev",
                        "",
                        404,
                        401,
                        false,
                        token -> send(post("/dev/token", "{\"subject\":\"alice\",\"operator\":true}"), token)),
                new Surface(
                        "no passage of dev", "", 404, 401, false, token -> send(request("/dev/admin/routes"), token)),
                new Surface("below GraphQL", "", 404, 401, false, token -> send(request("/graphql/more"), token)),
                new Surface("beside GraphQL", "", 404, 401, false, token -> send(request("//graphql/;x"), token)),
                new Surface("below a document", "", 404, 401, false, token -> send(request("/api/rides/x/y"), token)));
    }

    /** Each kind of token that is none for us, by its name. */
    private static Map<String, String> refused() throws Exception {
        Map<String, String> tokens = new LinkedHashMap<>();
        long now = Instant.now().getEpochSecond();
        tokens.put("no token", "");
        tokens.put("garbage", "garbage");
        tokens.put("expired", issuer.token(Map.of("sub", "alice", "exp", now - 3600)));
        tokens.put("not yet valid", issuer.token(Map.of("sub", "alice", "nbf", now + 3600)));
        // CVE-2026-66908: neither of the two is looked at.
        tokens.put("wrong issuer", stranger.token("alice"));
        tokens.put("wrong audience", issuer.token(Map.of("sub", "alice", "aud", "another")));
        tokens.put(
                "wrong algorithm", TestKey.of("ES256", issuer.key().id()).token(issuer.claims(Map.of("sub", "alice"))));
        tokens.put("algorithm none", unsigned(issuer.claims(Map.of("sub", "alice"))));
        tokens.put("key of another", issuer.forgedToken("alice"));
        tokens.put(
                "key as secret",
                signedBySecret(
                        issuer.claims(Map.of("sub", "alice")), issuer.key().pem()));
        return tokens;
    }

    private static String unsigned(Map<String, ?> claims) throws Exception {
        return base64("{\"alg\":\"none\"}") + "." + base64(JSON.writeValueAsString(claims)) + ".";
    }

    /** A token that any client can sign that uses the published key as a secret. */
    private static String signedBySecret(Map<String, ?> claims, String secret) throws Exception {
        String signed = base64("{\"alg\":\"HS256\",\"kid\":\"" + issuer.key().id() + "\"}") + "."
                + base64(JSON.writeValueAsString(claims));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return signed + "." + TestKey.base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private static String base64(String text) {
        return TestKey.base64(text.getBytes(StandardCharsets.UTF_8));
    }

    @TestFactory
    List<DynamicTest> table() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        Map<String, String> refused = refused();
        List<Surface> surfaces = surfaces();
        for (Surface surface : surfaces) {
            refused.forEach((kind, token) -> tests.add(DynamicTest.dynamicTest(surface.name() + ": " + kind, () -> {
                Answer answer = surface.asking().with(token);
                assertThat(answer.code()).as(answer.text()).isEqualTo(surface.closed());
                assertThat(answer.text()).doesNotContain(MARKER);
            })));
            for (String who : List.of("alice", "bob", "admin")) {
                tests.add(DynamicTest.dynamicTest(surface.name() + ": " + who, () -> {
                    Answer answer = surface.asking().with(of(who));
                    boolean sees = who.equals("alice") && surface.shows();
                    // A client that may not see a document receives the answer that there is none.
                    boolean absent = surface.name().equals("REST document") && !sees;
                    assertThat(answer.code()).as(answer.text()).isEqualTo(absent ? 404 : surface.open());
                    assertThat(answer.text().contains(MARKER)).as(answer.text()).isEqualTo(sees);
                }));
            }
        }
        for (Route route : managementRoutes()) {
            for (HttpMethod method : route.methods()) {
                String path = path(route).replaceAll(":\\w+", "none");
                String name = method + " " + path;
                refused.forEach((kind, token) -> tests.add(DynamicTest.dynamicTest(
                        name + ": " + kind,
                        () -> assertThat(send(admin(method.name(), path), token).code())
                                .isEqualTo(401))));
                for (String who : List.of("alice", "bob")) {
                    tests.add(DynamicTest.dynamicTest(
                            name + ": " + who,
                            () -> assertThat(send(admin(method.name(), path), of(who))
                                            .code())
                                    .isEqualTo(403)));
                }
                tests.add(DynamicTest.dynamicTest(name + ": admin", () -> {
                    Answer answer = send(admin(method.name(), path), of("admin"));
                    assertThat(answer.code()).as(answer.text()).isIn(200, 400, 404, 409);
                }));
            }
        }
        LOG.info(
                "Authentication: {} surfaces, {} cases",
                surfaces.size() + managementRoutes().size(),
                tests.size());
        return tests;
    }

    @Test
    void everyRouteIsInTheTable() {
        Set<String> known = new TreeSet<>();
        surfaces().forEach(surface -> known.add(surface.route()));
        known.remove("");
        Set<String> served = new TreeSet<>();
        router(howdah.port()).getRoutes().stream()
                .map(AuthenticationIT::path)
                .filter(path -> !path.isEmpty())
                .forEach(served::add);
        assertThat(known).isEqualTo(served);
        // And in addition to the operators' paths, all of which are in the table, there are the probes.
        Set<String> others = new TreeSet<>();
        router(howdah.managementPort()).getRoutes().stream()
                .map(AuthenticationIT::path)
                .filter(path -> !path.startsWith("/admin/"))
                .forEach(others::add);
        assertThat(others).allMatch(path -> path.isEmpty() || path.startsWith("/observe"));
    }

    @Test
    void probesAreForAll() throws Exception {
        for (String path :
                List.of("/observe/health", "/observe/health/live", "/observe/health/ready", "/observe/metrics")) {
            assertThat(howdah.get(howdah.managementPort(), path).statusCode())
                    .as(path)
                    // What a demo without its services says of itself is not the point.
                    .isIn(200, 503);
        }
    }

    @Test
    void refusalSaysWhatIsWrong() throws Exception {
        HttpResponse<String> none = HTTP.send(request("/api/rides").build(), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> garbage = HTTP.send(
                request("/api/rides").header("Authorization", "Bearer garbage").build(),
                HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> twice = HTTP.send(
                request("/api/rides")
                        .header("Authorization", "Bearer " + of("alice"))
                        .header("Authorization", "Bearer " + of("bob"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(none.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(none.body()).contains("A token is needed");
        assertThat(garbage.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer error=\"invalid_token\", error_description=\"");
        assertThat(garbage.body()).doesNotContain("garbage");
        assertThat(twice.statusCode()).isEqualTo(401);
    }

    @Test
    void keysRotateWhileItRuns() throws Exception {
        // Given
        String old = of("alice");
        assertThat(send(request("/api/rides"), old).code()).isEqualTo(200);

        // When, then
        issuer.rotate();
        // The issuer is not asked twice within some seconds.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                send(request("/api/rides"), of("alice")).code())
                        .isEqualTo(200));
        assertThat(send(request("/api/rides"), old).code()).isEqualTo(200);
        issuer.goAway();
        try {
            assertThat(send(request("/api/rides"), of("alice")).code()).isEqualTo(200);
        } finally {
            issuer.comeBack();
        }
    }

    @Test
    void issuerMayBeAwayAtTheStart() throws Exception {
        try (IssuerStub late = IssuerStub.start("RS256")) {
            late.goAway();
            try (RunningApplication waiting = RunningApplication.demoOf(late, Map.of())) {
                HttpRequest.Builder asked =
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + waiting.port() + "/api/rides"));
                Answer answer = send(asked, late.token("alice"));
                assertThat(answer.code()).as(answer.text()).isEqualTo(503);
                assertThat(waiting.get(waiting.managementPort(), "/observe/health/live")
                                .statusCode())
                        .isEqualTo(200);
                late.comeBack();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> send(asked, late.token("alice")).code() == 200);
            }
        }
    }

    private static String of(String who) {
        return who.equals("admin") ? issuer.token("root", ADMIN_ROLE) : issuer.token(who);
    }

    private static List<Route> managementRoutes() {
        return router(howdah.managementPort()).getRoutes().stream()
                .filter(route -> path(route).startsWith("/admin/") && route.methods() != null)
                .toList();
    }

    /** The path as it was given. */
    private static String path(Route route) {
        String name = route.getPath() == null ? route.getName() : route.getPath();
        return name == null ? "" : name;
    }

    private static VertxPlatformHttpRouter router(int port) {
        return howdah.camelContext().getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .filter(router -> port
                        == howdah.managementPort()
                        == router.getRoutes().stream()
                                .anyMatch(route -> path(route).startsWith("/admin/")))
                .findFirst()
                .orElseThrow();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + howdah.port() + path))
                .timeout(PATIENCE);
    }

    private static HttpRequest.Builder post(String path, String body) {
        return request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder admin(String method, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + howdah.managementPort() + path))
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : "{}"));
    }

    private static Answer send(HttpRequest.Builder request, String token) throws Exception {
        HttpRequest.Builder asked = request.copy();
        if (!token.isEmpty()) {
            asked.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> response = HTTP.send(asked.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    private static Surface json(String name, String route, String path, String body) {
        return new Surface(name, route, 200, 401, true, token -> send(post(path, body), token));
    }

    private static Surface get(String name, String route, String path, boolean shows) {
        return new Surface(name, route, 200, 401, shows, token -> send(request(path), token));
    }

    private static Surface get(String name, String route, String path, boolean shows, int unseen) {
        return new Surface(name, route, 200, 401, shows, token -> {
            Answer answer = send(request(path), token);
            // The path that was asked for is not what is shown.
            return answer.code() == unseen ? new Answer(unseen, "") : answer;
        });
    }

    /** Server-sent events until alice's ride or the end of the snapshot. */
    private static Surface events(String name, String route, String path, String body) {
        return new Surface(name, route, 200, 401, true, token -> {
            HttpRequest.Builder asked =
                    (body.isEmpty() ? request(path) : post(path, body)).header("Accept", "text/event-stream");
            if (!token.isEmpty()) {
                asked.header("Authorization", "Bearer " + token);
            }
            HttpResponse<Stream<String>> response = HTTP.send(asked.build(), HttpResponse.BodyHandlers.ofLines());
            StringBuilder text = new StringBuilder();
            try (Stream<String> lines = response.body()) {
                if (response.statusCode() == 200) {
                    lines.peek(line -> text.append(line).append('\n'))
                            .anyMatch(line -> line.contains("snapshot.end") || line.contains("SNAPSHOT_END"));
                }
            }
            return new Answer(response.statusCode(), text.toString());
        });
    }

    /** Only a socket may authenticate later, whatever else its request asks for. */
    @Test
    void whoWillSayLaterWhoTheyAreGetsASocketAndNothingElse() throws Exception {
        String handshake =
                "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n"
                        + "Accept: text/event-stream\r\n\r\n";
        for (Map.Entry<String, String> expected : Map.of(
                        "/graphql", "101",
                        "/mobile/graphql", "101",
                        "/api/rides/graphql", "401",
                        "/notifications/rides", "401")
                .entrySet()) {
            try (java.net.Socket socket = new java.net.Socket("127.0.0.1", howdah.port())) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                socket.getOutputStream()
                        .write(handshake
                                .formatted(expected.getKey(), howdah.port())
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .as(expected.getKey())
                        .isEqualTo("HTTP/1.1 " + expected.getValue());
            }
        }
    }

    /** A socket that authenticates by a header; 200 means that it is open. */
    private static Surface socket(String name, String route, String path, String protocol, boolean shows) {
        return new Surface(name, route, 200, 401, shows, token -> {
            SocketText talk = new SocketText();
            try {
                WebSocket socket = open(path, protocol, token, talk);
                try {
                    if (protocol.startsWith("graphql")) {
                        // Who shows no token may still show one in the first message.
                        Answer answer = initialise(socket, talk, path, "{}");
                        return token.isEmpty() && answer.code() == FORBIDDEN_CLOSE
                                ? new Answer(401, answer.text())
                                : answer;
                    }
                    talk.until("snapshot.end");
                    return new Answer(200, talk.text());
                } finally {
                    socket.abort();
                }
            } catch (CompletionException e) {
                int status = ((WebSocketHandshakeException) e.getCause())
                        .getResponse()
                        .statusCode();
                return new Answer(status, "");
            }
        });
    }

    /** A socket that authenticates by its first message. */
    private static Surface initialised(String name, String route, String path) {
        return new Surface(name, route, 200, FORBIDDEN_CLOSE, true, token -> {
            SocketText talk = new SocketText();
            WebSocket socket = open(path, "graphql-transport-ws", "", talk);
            try {
                return initialise(
                        socket, talk, path, token.isEmpty() ? "{}" : "{\"Authorization\":\"Bearer " + token + "\"}");
            } finally {
                socket.abort();
            }
        });
    }

    private static Answer initialise(WebSocket socket, SocketText talk, String path, String payload) throws Exception {
        socket.sendText("{\"type\":\"connection_init\",\"payload\":" + payload + "}", true)
                .join();
        talk.until("connection_ack");
        if (talk.closed() == 0) {
            String list = path.startsWith("/mobile") ? "rideCards" : "rides";
            socket.sendText(
                            "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":\"{ " + list
                                    + " { nodes { id } } }\"}}",
                            true)
                    .join();
            talk.until("complete");
        }
        return new Answer(talk.closed() == 0 ? 200 : talk.closed(), talk.text());
    }

    private static WebSocket open(String path, String protocol, String token, SocketText talk) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().subprotocols(protocol);
        if (!token.isEmpty()) {
            builder.header("Authorization", "Bearer " + token);
        }
        return builder.buildAsync(URI.create("ws://127.0.0.1:" + howdah.port() + path), talk)
                .join();
    }
}
