package io.howdah.http;

import static io.howdah.http.RunningServers.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the headers that browsers receive with each response, and that the host is sent once. */
class AnswerHeadersIT {

    private static RunningServers app;

    @BeforeAll
    static void start() throws Exception {
        app = RunningServers.start(RunningServers.FREE_PORTS, (main, servers) -> {}, new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/ok?httpMethodRestrict=GET,POST").setBody(constant("<script>alert(1)</script>"));
                from("platform-http:/fails").throwException(new IllegalStateException("not this time"));
            }
        });
    }

    @AfterAll
    static void stop() throws Exception {
        app.close();
    }

    @Test
    void whatIsNoPageRunsNothingAndIsInNoFrame() throws Exception {
        for (HttpResponse<String> answer : List.of(
                send(app.request("/ok").GET()),
                send(app.request("/nothing").GET()),
                send(app.request("/fails").GET()),
                send(app.request("/ok").DELETE()),
                send(app.request("/ok").header("Origin", "https://evil.example").GET()),
                send(app.request("/ok").POST(BodyPublishers.ofByteArray(new byte[2_000_000]))),
                send(app.request("/graphiql").GET()),
                send(app.management("/observe/health/live").GET()),
                send(app.management("/observe/metrics").GET()),
                send(app.management("/nothing").GET()))) {
            assertThat(answer.headers().allValues("x-content-type-options"))
                    .as("%s", answer)
                    .containsExactly("nosniff");
            assertThat(answer.headers().allValues("x-frame-options"))
                    .as("%s", answer)
                    .containsExactly("DENY");
            assertThat(answer.headers().allValues("content-security-policy"))
                    .as("%s", answer)
                    .containsExactly("default-src 'none'; frame-ancestors 'none'");
        }
    }

    @Test
    void whatCannotBeReadIsAnsweredWithThemToo() throws Exception {
        for (int port : List.of(app.servers().port(), app.servers().managementPort())) {
            try (RawHttp raw = RawHttp.open(port)) {
                raw.send("GET /ok HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n");
                assertThat(raw.readTo("\r\n\r\n").toLowerCase(Locale.ROOT))
                        .startsWith("http/1.1 431 ")
                        .contains("nosniff", "x-frame-options: deny", "default-src 'none'");
            }
        }
    }

    @Test
    void aPageHasItsOwnPolicy() throws Exception {
        // When
        HttpResponse<String> page = send(app.request("/graphiql/").GET());

        // Then
        assertThat(page.headers().allValues("content-security-policy"))
                .singleElement()
                .asString()
                .startsWith("default-src 'self'; script-src 'self' 'sha256-");
        assertThat(page.headers().allValues("x-frame-options")).containsExactly("DENY");
    }

    @Test
    void manyHeaderLinesAreRefused() throws Exception {
        for (int port : List.of(app.servers().port(), app.servers().managementPort())) {
            assertThat(answerTo(port, 98)).startsWith("HTTP/1.1 ").doesNotContain(" 431 ");
            assertThat(answerTo(port, 99))
                    .startsWith("HTTP/1.1 431 ")
                    .contains("The request has more than 100 header lines.", "nosniff");
        }
    }

    /** Returns the answer to a request with so many header lines in addition to {@code Host} and {@code Connection}. */
    private static String answerTo(int port, int lines) throws Exception {
        try (RawHttp raw = RawHttp.open(port)) {
            raw.send("GET /ok HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + "X: y\r\n".repeat(lines) + "\r\n");
            return raw.readAll();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: x\r\nHost: y", "Host: x\r\nhost: x", "Host: x\r\nX-Other: 1\r\nHOST:"})
    void twoHostsAreRefused(String hosts) throws Exception {
        for (String head : List.of(
                "GET /ok HTTP/1.1\r\n",
                "GET /observe/health/live HTTP/1.1\r\n",
                "GET /ok HTTP/1.0\r\n",
                "GET /ok HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")) {
            int port = head.contains("observe")
                    ? app.servers().managementPort()
                    : app.servers().port();
            try (RawHttp raw = RawHttp.open(port)) {
                // When
                raw.send(head + hosts + "\r\n\r\nGET /ok HTTP/1.1\r\nHost: x\r\n\r\n");

                // Then the request is refused and the next one on its connection is not read
                assertThat(raw.readAll())
                        .as(head)
                        .startsWith("HTTP/1." + (head.contains("1.0") ? "0" : "1") + " 400 ")
                        .contains("application/problem+json", "more than one Host line; send one", "nosniff")
                        .doesNotContain("alert", " 200 ");
            }
        }
    }
}
