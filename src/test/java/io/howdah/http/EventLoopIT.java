package io.howdah.http;

import static io.howdah.http.RunningServers.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.Http;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes on and off the event loop, and what the port does to bodies. */
@Timeout(60)
class EventLoopIT {

    private static final String LONG = "x".repeat(5000);

    private static RunningServers app;

    @BeforeAll
    static void start() throws Exception {
        app = RunningServers.start(RunningServers.FREE_PORTS, (main, servers) -> {}, new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/loop")
                        .routePolicyRef("onEventLoop")
                        .process(exchange -> exchange.getMessage()
                                .setBody(Thread.currentThread().getName()));
                from("platform-http:/worker")
                        .process(exchange -> exchange.getMessage()
                                .setBody(Thread.currentThread().getName()));
                from("platform-http:/elsewhere")
                        .routePolicyRef("onEventLoop")
                        .process(new Elsewhere())
                        .setHeader("X-Thread", () -> Thread.currentThread().getName());
                from("platform-http:/fails")
                        .routePolicyRef("onEventLoop")
                        .throwException(new IllegalStateException("secret"));
                from("platform-http:/headers")
                        .routePolicyRef("onEventLoop")
                        .setHeader("X-Several", () -> List.of("a", "b"))
                        .setHeader("tenant", constant("secret"))
                        .setHeader("ETag", constant(7))
                        .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(202))
                        .setBody(exchange -> ByteBuffer.wrap("bytes".getBytes(StandardCharsets.UTF_8)));
                from("platform-http:/empty").routePolicyRef("onEventLoop").setBody(constant(null));
                from("platform-http:/long").routePolicyRef("onEventLoop").setBody(constant(LONG));
                from("platform-http:/long-elsewhere").setBody(constant(LONG));
                from("platform-http:/graphql")
                        .routePolicyRef("onEventLoop")
                        .convertBodyTo(byte[].class)
                        .setBody(
                                exchange -> String.valueOf(exchange.getMessage().getBody(byte[].class).length));
            }
        });
    }

    @AfterAll
    static void stop() throws Exception {
        app.close();
    }

    private static final class Elsewhere extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            CompletableFuture.runAsync(() -> {
                exchange.getMessage().setBody("done");
                callback.done(false);
            });
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"/loop,vert.x-eventloop-thread-", "/worker,vert.x-worker-thread-"})
    void runsARouteWhereItAsksTo(String path, String thread) throws Exception {
        assertThat(send(app.request(path).GET()).body()).startsWith(thread);
    }

    @Test
    void answersWhenAStepHasEndedElsewhere() throws Exception {
        // When
        HttpResponse<String> answer = send(app.request("/elsewhere").GET());

        // Then
        assertThat(answer.body()).isEqualTo("done");
        assertThat(answer.headers().firstValue("x-thread"))
                .hasValueSatisfying(thread -> assertThat(thread).doesNotStartWith("vert.x"));
    }

    @Test
    void answersAFailureWithoutItsReason() throws Exception {
        // When
        HttpResponse<String> answer = send(app.request("/fails").GET());

        // Then
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).doesNotContain("secret", "Exception");
    }

    @Test
    void sendsStatusHeadersAndBody() throws Exception {
        // When
        HttpResponse<String> answer = send(app.request("/headers").GET());

        // Then
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().allValues("x-several")).containsExactly("a", "b");
        assertThat(answer.headers().firstValue("etag")).contains("7");
        assertThat(answer.headers().firstValue("tenant")).isEmpty();
        assertThat(answer.headers().firstValue("content-length")).contains("5");
        assertThat(answer.body()).isEqualTo("bytes");
        assertThat(send(app.request("/empty").GET()).body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/long", "/long-elsewhere"})
    void compressesALongBodyForAClientThatAcceptsIt(String path) throws Exception {
        // When
        HttpResponse<byte[]> compressed = Http.client()
                .send(
                        app.request(path).header("Accept-Encoding", "gzip").build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        HttpResponse<String> plain = send(app.request(path).GET());

        // Then
        assertThat(compressed.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(compressed.headers().firstValue("vary"))
                .hasValueSatisfying(vary -> assertThat(vary).isEqualToIgnoringCase("accept-encoding"));
        assertThat(compressed.body()).hasSizeLessThan(500);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(LONG);
        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        assertThat(plain.body()).isEqualTo(LONG);
    }

    @Test
    void sendsEachEventOfAStreamAtOnceAndUncompressed() throws Exception {
        // Given
        app.servers().router().get("/events").handler(context -> {
            context.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
            context.response().write("data: first\n\n");
        });

        // When
        HttpResponse<InputStream> answer = Http.client()
                .send(
                        app.request("/events").header("Accept-Encoding", "gzip").build(),
                        HttpResponse.BodyHandlers.ofInputStream());

        // Then: it is there though the stream goes on
        try (InputStream events = answer.body()) {
            assertThat(events.readNBytes(13))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("data: first\n\n");
        }
        assertThat(answer.headers().firstValue("content-encoding").orElse("identity"))
                .isEqualTo("identity");
    }

    @Test
    void leavesAShortBodyAsItIs() throws Exception {
        // When
        HttpResponse<String> answer = send(app.request("/headers").header("Accept-Encoding", "gzip"));

        // Then
        assertThat(answer.body()).isEqualTo("bytes");
        assertThat(answer.headers().firstValue("content-encoding").orElse("identity"))
                .isEqualTo("identity");
    }

    @ParameterizedTest
    @CsvSource({"GET, 304", "GET, 204", "HEAD, 200"})
    void leavesTheHeadersOfAnAnswerWithoutABodyAsTheyAre(String method, int status) throws Exception {
        // Given
        String path = "/bodiless/" + method + "/" + status;
        app.servers().router().route(path).handler(context -> {
            context.response().setStatusCode(status).putHeader("ETag", "\"x\"");
            context.response().end();
        });

        // When
        HttpResponse<String> answer =
                send(app.request(path).header("Accept-Encoding", "gzip").method(method, BodyPublishers.noBody()));

        // Then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("etag")).contains("\"x\"");
        assertThat(answer.headers().firstValue("vary")).isEmpty();
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
    }

    @Test
    void takesACompressedBody() throws Exception {
        // When
        HttpResponse<String> answer = send(app.request("/graphql")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip(LONG.length()))));

        // Then
        assertThat(answer.body()).isEqualTo(String.valueOf(LONG.length()));
    }

    @Test
    void refusesABodyThatIsTooLargeWhenItIsDecompressed() throws Exception {
        // Given: a gigabyte in a megabyte
        byte[] bomb = gzip(1024 * 1024 * 1024);
        assertThat(bomb.length).isLessThan(1100 * 1024);

        // When
        try (Socket client =
                new Socket(InetAddress.getLoopbackAddress(), app.servers().port())) {
            client.getOutputStream()
                    .write(("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Content-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(bomb, 0, 100_000);
            String head = new String(client.getInputStream().readNBytes(13), StandardCharsets.US_ASCII);

            // Then: it is answered long before the end, and the rest is not waited for
            assertThat(head).isEqualTo("HTTP/1.1 413 ");
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("larger than 1048576 bytes");
        }
    }

    @Test
    void endsTheConnectionOfABodyThatIsNotWhatItSays() throws Exception {
        // When
        String answer;
        try (Socket client =
                new Socket(InetAddress.getLoopbackAddress(), app.servers().port())) {
            client.getOutputStream()
                    .write(("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n{\"query\":\"no gzip\"}")
                            .getBytes(StandardCharsets.US_ASCII));
            answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }

        // Then: it receives the error, if it reads before the connection ends
        assertThat(answer).matches("(?s)|HTTP/1\\.1 400 .*");
        assertThat(send(app.request("/long").GET()).statusCode()).isEqualTo(200);
    }

    private static byte[] gzip(int zeros) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            byte[] block = new byte[8192];
            for (int written = 0; written < zeros; written += block.length) {
                gzip.write(block, 0, Math.min(block.length, zeros - written));
            }
        }
        return out.toByteArray();
    }
}
