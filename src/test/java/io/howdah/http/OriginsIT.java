package io.howdah.http;

import static io.howdah.http.RunningServers.edge;
import static io.howdah.http.RunningServers.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HttpSettings;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks which origins may send requests, and which headers their browsers receive. */
class OriginsIT {

    private static final AtomicInteger SERVED = new AtomicInteger();
    private static RunningServers app;

    @BeforeAll
    static void start() throws Exception {
        HttpSettings settings = new HttpSettings(
                "127.0.0.1",
                0,
                0,
                1,
                false,
                64 * 1024,
                1024 * 1024,
                edge(Map.of("HOWDAH_HTTP_ALLOWED_ORIGINS", "https://app.example.com, http://localhost:3000")));
        app = RunningServers.start(settings, (main, servers) -> {}, new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/thing")
                        .process(exchange -> SERVED.incrementAndGet())
                        .setHeader("Vary", constant("Accept"))
                        .setHeader("ETag", constant("\"1\""))
                        .setBody(constant("ok"));
            }
        });
        app.servers().router().get("/socket").handler(context -> {
            SERVED.incrementAndGet();
            var unused = context.request().toWebSocket();
        });
        app.servers().router().get("/events").handler(context -> {
            SERVED.incrementAndGet();
            context.response().setChunked(true).write("data: x\n\n");
        });
    }

    @AfterAll
    static void stop() throws Exception {
        app.close();
    }

    @BeforeEach
    void forget() {
        SERVED.set(0);
    }

    /** CVE-2026-84176: Camel's own CORS handler allows credentials to every origin. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://127.0.0.1",
                "http://127.0.0.1:1",
                "https://app.example.com.evil.example",
                "https://app.example.com:444",
                "http://app.example.com",
                "https://APP.example.com/",
                "null",
                "*",
                ""
            })
    void aPageOfAnotherOriginReachesNothing(String origin) throws Exception {
        for (String head : List.of(
                "GET /thing HTTP/1.1",
                "POST /thing HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2",
                "OPTIONS /thing HTTP/1.1\r\nAccess-Control-Request-Method: POST",
                "GET /events HTTP/1.1\r\nAccept: text/event-stream",
                "GET /socket HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "GET /nothing HTTP/1.1")) {
            // When
            String answer = ask(head, "Origin: " + origin);

            // Then
            assertThat(answer).as(head).startsWith("HTTP/1.1 403 ");
            assertThat(answer.toLowerCase(Locale.ROOT))
                    .as(head)
                    .contains("content-type: application/problem+json", "x-content-type-options: nosniff")
                    .doesNotContain("access-control-");
        }
        assertThat(SERVED).hasValue(0);
    }

    @Test
    void twoOriginsAreNone() throws Exception {
        // When
        String answer = ask(
                "GET /thing HTTP/1.1",
                "Origin: https://app.example.com\r\nOrigin: https://app.example.com\r\nConnection: close");

        // Then
        assertThat(answer).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void pagesOfThisHostAskWithoutMore() throws Exception {
        int port = app.servers().port();
        for (String origin : List.of("http://127.0.0.1:" + port, "https://127.0.0.1:" + port)) {
            // When
            HttpResponse<String> answer =
                    send(app.request("/thing").header("Origin", origin).GET());

            // Then
            assertThat(answer.statusCode()).as(origin).isEqualTo(200);
            assertThat(answer.headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
        }
    }

    @Test
    void aHostWithoutAPortHasThatOfTheScheme() throws Exception {
        for (String origin :
                List.of("https://api.example.com", "http://api.example.com", "https://API.example.com:443")) {
            // When
            String answer =
                    ask("GET /thing HTTP/1.1", "Origin: " + origin + "\r\nConnection: close", "api.example.com");

            // Then
            assertThat(answer).as(origin).startsWith("HTTP/1.1 200 ");
        }
        assertThat(ask("GET /thing HTTP/1.1", "Origin: https://api.example.com:80", "api.example.com"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void pagesThatAreAllowedMayReadTheAnswer() throws Exception {
        for (String origin :
                List.of("https://app.example.com", "https://app.example.com:443", "http://localhost:3000")) {
            // When
            HttpResponse<String> answer =
                    send(app.request("/thing").header("Origin", origin).POST(BodyPublishers.ofString("{}")));

            // Then
            assertThat(answer.statusCode()).as(origin).isEqualTo(200);
            assertThat(answer.headers().firstValue("access-control-allow-origin"))
                    .contains(origin);
            assertThat(answer.headers().firstValue("access-control-allow-credentials"))
                    .contains("true");
            assertThat(answer.headers().firstValue("access-control-expose-headers"))
                    .hasValueSatisfying(names -> assertThat(names).contains("ETag", "Link", "X-Correlation-Id"));
            assertThat(answer.headers().allValues("vary")).contains("Origin", "Accept");
        }
    }

    @Test
    void theAnswerForOthersIsNotKeptForThem() throws Exception {
        // When
        HttpResponse<String> answer = send(app.request("/thing").GET());

        // Then
        assertThat(answer.headers().allValues("vary")).contains("Origin");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void aPreflightIsAnsweredAndReachesNoRoute() throws Exception {
        // When
        HttpResponse<String> answer = send(app.request("/thing")
                .header("Origin", "https://app.example.com")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization, x-anything")
                .method("OPTIONS", BodyPublishers.noBody()));

        // Then
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("https://app.example.com");
        assertThat(answer.headers().firstValue("access-control-allow-methods")).contains("GET, POST, HEAD");
        assertThat(answer.headers().firstValue("access-control-allow-headers"))
                .hasValueSatisfying(names -> assertThat(names)
                        .contains("Authorization", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "traceparent")
                        .doesNotContainIgnoringCase("anything"));
        assertThat(answer.headers().firstValue("vary")).contains("Origin");
        assertThat(SERVED).hasValue(0);
    }

    @Test
    void anAllowedPageOpensASocket() throws Exception {
        // When
        try (RawHttp raw = RawHttp.open(app.servers().port())) {
            raw.send("GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Origin: https://app.example.com\r\n\r\n");

            // Then
            assertThat(raw.readTo("\r\n")).startsWith("HTTP/1.1 101 ");
        }
    }

    private static String ask(String head, String header) throws Exception {
        return ask(head, header, "127.0.0.1:" + app.servers().port());
    }

    private static String ask(String head, String header, String host) throws Exception {
        try (RawHttp raw = RawHttp.open(app.servers().port())) {
            raw.send(head + "\r\nHost: " + host + "\r\n" + header + "\r\n\r\n{}");
            return raw.readTo("\r\n\r\n");
        }
    }
}
