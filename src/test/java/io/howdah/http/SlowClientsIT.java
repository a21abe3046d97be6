package io.howdah.http;

import static io.howdah.http.RunningServers.edge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.config.HttpSettings;
import io.howdah.testing.Docs;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that take their time, or take too many connections. */
class SlowClientsIT {

    private static final String WEB_SOCKET =
            "GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    /** A text frame "hi", masked with zeros. */
    private static final byte[] HI = {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'};

    private static RunningServers app;

    @BeforeAll
    static void start() throws Exception {
        app = RunningServers.start(
                settings(Map.of(
                        "HOWDAH_HTTP_HEAD_TIMEOUT", "300ms",
                        "HOWDAH_HTTP_BODY_TIMEOUT", "300ms",
                        "HOWDAH_HTTP_KEEP_ALIVE", "400ms",
                        "HOWDAH_HTTP_MAX_HEADER_BYTES", "2000")),
                (main, servers) -> {});
        app.servers().router().get("/ok").handler(context -> context.end("ok"));
        app.servers()
                .router()
                .post("/body")
                .handler(BodyHandler.create(false))
                .handler(context -> context.end("got " + context.body().length()));
        app.servers()
                .router()
                .get("/events")
                .handler(context -> context.response().setChunked(true).write("data: first\n\n"));
        app.servers()
                .router()
                .get("/socket")
                .handler(context -> context.request()
                        .toWebSocket()
                        .onSuccess(socket -> socket.textMessageHandler(socket::writeTextMessage)));
        app.servers().bindTo(meters(app));
    }

    @AfterAll
    static void stop() throws Exception {
        app.close();
    }

    @Test
    void aHeadThatDoesNotEndIsHungUpOn() throws Exception {
        // Given
        double before = refused("head-timeout");
        double malformed = refused("malformed");
        try (RawHttp silent = open();
                RawHttp half = open()) {
            half.send("GET /ok HTTP/1.1\r\nHost: x\r\nX-Slow: ");

            // When, Then
            assertThat(silent.readAll()).isEmpty();
            assertThat(half.readAll()).isEmpty();
        }
        assertThat(refused("head-timeout")).isGreaterThanOrEqualTo(before + 2);
        assertThat(refused("malformed")).isEqualTo(malformed);
    }

    @Test
    void aBodyThatDoesNotEndIsAnsweredAndHungUpOn() throws Exception {
        for (String length : List.of("Content-Length: 1000", "Transfer-Encoding: chunked")) {
            try (RawHttp client = open()) {
                // When
                client.send("POST /body HTTP/1.1\r\nHost: x\r\n" + length + "\r\n\r\n");

                // Then
                assertThat(client.readAll()).startsWith("HTTP/1.1 408 ").contains("did not come in time", "nosniff");
            }
        }
        assertThat(refused("body-timeout")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aBodyThatIsAnsweredBeforeItsEndIsHungUpOnAsWell() throws Exception {
        try (RawHttp client = open()) {
            // When: the server does not read it
            client.send("POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");

            // Then
            assertThat(client.readAll()).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void anIdleConnectionIsClosedAndOpenStreamsAreNot() throws Exception {
        try (RawHttp socket = open();
                RawHttp events = open();
                RawHttp idle = open()) {
            // Given
            socket.send(WEB_SOCKET);
            assertThat(socket.readTo("\r\n\r\n")).startsWith("HTTP/1.1 101 ");
            events.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(events.readTo("first")).startsWith("HTTP/1.1 200 ");
            idle.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(idle.readTo("ok")).startsWith("HTTP/1.1 200 ");

            // When: those that came later are late
            assertThat(idle.readAll()).isEmpty();
            try (RawHttp later = open()) {
                later.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(later.readAll()).startsWith("HTTP/1.1 200 ");
            }

            // Then
            socket.send(HI);
            assertThat(socket.readTo("hi")).endsWith("hi");
            assertThat(events.isOpen()).isTrue();
        }
    }

    @Test
    void aConnectionIsKeptForTheNextRequest() throws Exception {
        try (RawHttp client = open()) {
            for (int i = 0; i < 3; i++) {
                // When
                client.send("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");

                // Then
                assertThat(client.readTo("got 3")).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void whatIsTooLongOrNoRequestIsAnsweredAsAProblem() throws Exception {
        Map<String, String> requests = Map.of(
                "GET /" + "x".repeat(3000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                "414",
                "GET /ok HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(3000) + "\r\n\r\n",
                "431",
                "GET /ok HTTP/1.1\r\nHost: x\r\n" + "X-Many: 123456789\r\n".repeat(200) + "\r\n",
                "431",
                "NONSENSE\r\n\r\n",
                "400");
        for (Map.Entry<String, String> request : requests.entrySet()) {
            try (RawHttp client = open()) {
                // When
                client.send(request.getKey());

                // Then
                assertThat(client.readAll())
                        .matches("(?s)HTTP/1\\.[01] " + request.getValue() + " .*")
                        .contains("application/problem+json", "nosniff");
            }
        }
    }

    @Test
    void thereAreOnlySoManyConnectionsAndOfOneAddress() throws Exception {
        for (Map<String, String> limit : List.of(
                Map.of("HOWDAH_HTTP_MAX_CONNECTIONS", "3"),
                Map.of("HOWDAH_HTTP_MAX_CONNECTIONS_PER_ADDRESS", "3", "HOWDAH_HTTP_TRUSTED_PROXIES", "10.0.0.0/8"))) {
            List<RawHttp> clients = new ArrayList<>();
            try (RunningServers few = RunningServers.start(settings(limit), (main, servers) -> {})) {
                few.servers().router().get("/ok").handler(context -> context.end("ok"));
                for (int i = 0; i < 3; i++) {
                    clients.add(served(few.servers().port()));
                }

                // When
                long began = System.nanoTime();
                try (RawHttp refused = RawHttp.open(few.servers().port())) {
                    // Then it receives nothing, and not at once: it would reconnect at once
                    assertThat(refused.readAll()).isEmpty();
                    assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(400));
                }

                // When
                clients.remove(0).close();

                // Then
                await().untilAsserted(() -> clients.add(served(few.servers().port())));
            } finally {
                for (RawHttp client : clients) {
                    client.close();
                }
            }
        }
    }

    @Test
    void whoOpensTooManyWaitsForTheNextOne() throws Exception {
        // Given
        Map<String, String> limit = Map.of(
                "HOWDAH_HTTP_MAX_CONNECTIONS_PER_ADDRESS", "3",
                "HOWDAH_HTTP_CONNECTIONS_PER_SECOND_PER_ADDRESS", "5",
                "HOWDAH_HTTP_TRUSTED_PROXIES", "10.0.0.0/8");
        try (RunningServers few = RunningServers.start(settings(limit), (main, servers) -> {})) {
            few.servers().router().get("/ok").handler(context -> context.end("ok"));

            // When: each is closed before the next
            long began = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                served(few.servers().port()).close();
            }

            // Then all are served, after the first ones not at once
            assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_000));
        }
    }

    @Test
    void theManagementPortHasItsOwnBound() throws Exception {
        try (RunningServers few = RunningServers.start(
                        settings(Map.of("HOWDAH_HTTP_MAX_CONNECTIONS", "1")), (main, servers) -> {});
                RawHttp application = RawHttp.open(few.servers().port());
                RawHttp only = RawHttp.open(few.servers().managementPort())) {
            few.servers().bindTo(meters(few));
            only.send("GET /observe/health/live HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(only.readTo("UP")).startsWith("HTTP/1.1 200 ");

            // When
            try (RawHttp refused = RawHttp.open(few.servers().managementPort())) {
                // Then
                assertThat(refused.readAll()).isEmpty();
            }
            assertThat(refused(few, "connections")).isEqualTo(1);
            assertThat(application.isOpen()).isTrue();
        }
    }

    @Test
    void thoseOfATrustedProxyAreNotCountedByAddress() throws Exception {
        // Given: the default trusts this machine
        try (RunningServers few = RunningServers.start(
                settings(Map.of("HOWDAH_HTTP_MAX_CONNECTIONS_PER_ADDRESS", "1")), (main, servers) -> {})) {
            few.servers().router().get("/ok").handler(context -> context.end("ok"));

            // When, Then
            try (RawHttp one = served(few.servers().port());
                    RawHttp other = served(few.servers().port())) {
                assertThat(one).isNotSameAs(other);
            }
        }
    }

    @Test
    void everyReasonIsCountedFromZeroAndDocumented() {
        for (EdgeRefusals.Reason reason : EdgeRefusals.Reason.values()) {
            assertThat(refused(reason.word())).isNotNegative();
            assertThat(Docs.text("docs/limits.md")).contains("| `" + reason.word() + "`");
        }
    }

    /** Return a client that was answered. */
    private static RawHttp served(int port) throws Exception {
        RawHttp client = RawHttp.open(port);
        String answer = client.readAnswer("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n");
        if (!answer.startsWith("HTTP/1.1 200 ")) {
            client.close();
            throw new AssertionError("not served: " + answer);
        }
        return client;
    }

    private static double refused(String reason) {
        return refused(app, reason);
    }

    private static double refused(RunningServers servers, String reason) {
        return meters(servers)
                .get("howdah.http.refused")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }

    private static MeterRegistry meters(RunningServers servers) {
        return Objects.requireNonNull(servers.camel().getRegistry().findSingleByType(MeterRegistry.class));
    }

    private static RawHttp open() throws Exception {
        return RawHttp.open(app.servers().port());
    }

    private static HttpSettings settings(Map<String, String> variables) {
        return new HttpSettings("127.0.0.1", 0, 0, 2, false, 64 * 1024, 1024 * 1024, edge(variables));
    }
}
