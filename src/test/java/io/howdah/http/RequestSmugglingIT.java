package io.howdah.http;

import static io.howdah.http.RunningServers.FREE_PORTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.web.handler.BodyHandler;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests whose end a proxy and Howdah could see in different places. RFC 9112 (6.1, 6.3) asks for 400 and a closed connection, so that
 * Howdah never handles what follows as a second request.
 */
class RequestSmugglingIT {

    private static final String CHUNKS = "5\r\nhello\r\n0\r\n\r\n";

    private static final AtomicInteger SMUGGLED = new AtomicInteger();

    private static RunningServers app;

    @BeforeAll
    static void start() throws Exception {
        app = RunningServers.start(FREE_PORTS, (main, servers) -> {});
        app.servers()
                .router()
                .post("/body")
                .handler(BodyHandler.create(false))
                .handler(context -> context.end("got " + context.body().asString()));
        app.servers().router().get("/smuggled").handler(context -> {
            SMUGGLED.incrementAndGet();
            context.end("smuggled");
        });
    }

    @AfterAll
    static void stop() throws Exception {
        app.close();
    }

    @BeforeEach
    void forget() {
        SMUGGLED.set(0);
    }

    /** CVE-2026-89044: the last coding is not {@code chunked}, or the codings are split over several lines. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked, xchunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: xchunked",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: chunked, gzip",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: 6",
            })
    void requestWithoutAClearEndIsRefused(String framing) throws Exception {
        try (RawHttp client = RawHttp.open(app.servers().port())) {
            // When
            String answers = client.send("POST /body HTTP/1.1\r\nHost: x\r\n" + framing + "\r\n\r\n" + CHUNKS
                            + "GET /smuggled HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .readAll();

            // Then
            assertThat(answers).startsWith("HTTP/1.1 400 ").doesNotContain("got hello", "HTTP/1.1 200");
            assertThat(SMUGGLED).hasValue(0);
        }
    }

    @Test
    void chunkedRequestIsServed() throws Exception {
        try (RawHttp client = RawHttp.open(app.servers().port())) {
            String answer = client.send("POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                            + "Connection: close\r\n\r\n" + CHUNKS)
                    .readAll();

            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("got hello");
        }
    }
}
