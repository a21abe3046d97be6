package io.howdah.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.CapturedLog;
import io.howdah.testing.IssuerStub;
import io.howdah.testing.RunningApplication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests that no honest client sends, to an application as {@code howdah run} starts it: what they leave in the log, and how long they take. */
class HostileRequestsIT {

    private static final Logger LOG = LoggerFactory.getLogger(HostileRequestsIT.class);
    private static final int REQUESTS = Integer.getInteger("howdah.test.requests", 400);
    private static final int MAX_LINE_LENGTH = 2_000;
    private static final int READ_MS = 500;

    /** What {@link CapturedLog} has at the end of a line without a stack trace. */
    private static final String NO_EXCEPTION = " null";

    /** Of header lines, near {@code howdah.http.max-header-bytes}. */
    private static final int LONG = 15_000;

    /** A time that grows by the square takes longer: 15,000 characters are 112 million steps then. */
    private static final Duration IN_TIME = Duration.ofMillis(100);

    private static final int TRIES = 5;
    private static final int CLIENTS = 16;

    private static final List<String> PATHS = List.of(
            "/graphql",
            "/graphiql/graphql",
            "/graphiql",
            "/graphiql/",
            "/graphiql/static/nope.js",
            "/graphiql/static/..%2f..%2fapplication.properties",
            "/nope/graphql",
            "/./graphql",
            "//graphql",
            "/graphql/",
            "/%67raphql",
            "/graphql?query=%7B",
            "/graphql?query={__typename}&variables=[",
            "/graphql?query=%zz",
            "/graphql?query=a&query=b",
            "/api/rides",
            "/api/rides/",
            "/api/rides/x",
            "/api/rides/%00",
            "/api/rides?first=x",
            "/api/rides?first=99999999999",
            "/api/rides?after=2.AAAA",
            "/api/rides?where={",
            "/api/rides?where={\"status\":{\"eq\":\"\\u0000\"}}",
            "/api/rides?id.in=" + "%00,".repeat(50),
            "/api/rides?x=%zz",
            "/api/rides/changes",
            "/api/rides/changes?since=%00",
            "/api/drivers?name.contains=%00",
            "/api/nope",
            "/api/",
            "/notifications/rides",
            "/notifications/rides?since=3.%zz",
            "/notifications/rides?status=%00",
            "/notifications/rides?ticket=x",
            "/notifications/nope",
            "/notifications/ticket",
            "/openapi.json",
            "/asyncapi.json",
            "*",
            "http://[/",
            "http://localhost/graphql",
            "/%",
            "/%00",
            "/%ff",
            "/..",
            "/" + "a/".repeat(1_000),
            "/?" + "a&".repeat(1_000));

    private static final List<String> MANAGEMENT_PATHS = List.of(
            "/observe/health",
            "/observe/health/%00",
            "/observe/health?x=%zz",
            "/observe/metrics",
            "/observe/metrics?name[]=x",
            "/admin/",
            "/admin/models",
            "/admin/models/%00/resume",
            "/admin/dead-letters/search",
            "/admin/revocations",
            "/admin/nope",
            "/");

    private static final List<String> METHODS = List.of(
            "GET", "GET", "POST", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get",
            "FOO");

    private static final List<String> HEADERS = List.of(
            "Content-Type: application/json",
            "Content-Type: application/json",
            "Content-Type: application/json; charset=x",
            "Content-Type: multipart/form-data",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: ;",
            "Accept: text/event-stream",
            "Accept: application/graphql-response+json;q=x",
            "Accept: */*;q=",
            "Accept-Encoding: gzip;q=2, br",
            "Authorization: Bearer x",
            "Authorization: Basic =",
            "Content-Length: -1",
            "Content-Length: x",
            "Content-Length: 99999999999999999999",
            "Content-Length: 5",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: chunked, x",
            "Content-Encoding: gzip",
            "Content-Encoding: deflate",
            "Expect: 100-continue",
            "Expect: x",
            "Connection: Upgrade\r\nUpgrade: websocket",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: x",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws",
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x",
            "Cookie: howdah-events=x; =; a",
            "Cookie: \"",
            "Origin: null",
            "Origin: http://[::",
            "Host: [",
            "Host: a:b:c",
            "If-None-Match: \"",
            "Last-Event-ID: 3.AAAA",
            "traceparent: 00-zz",
            "Range: bytes=9-1",
            "X-Forwarded-For: ,,x",
            "Idempotency-Key: \t",
            " folded: x",
            "no colon",
            ": no name",
            "nul\0: x",
            "X-Long: " + "x".repeat(20_000));

    private static final List<String> BODIES = List.of(
            "",
            "{",
            "{}",
            "[]",
            "null",
            "\0",
            "\u00ff\u00fe",
            "{\"query\":1}",
            "{\"query\":\"{\"}",
            "{\"query\":\"{ __typename }\",\"variables\":[]}",
            "{\"query\":\"{ __typename }\",\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":1}}}",
            "{\"query\":\"query ($x: Int) { rides(first: $x) { nodes { id } } }\",\"variables\":{\"x\":\"\\ud800\"}}",
            "{\"query\":\"{ drivers(where: {name: {contains: \\\"\\\\u0000\\\"}}) { nodes { id } } }\"}",
            "{\"query\":\"{ rides(after: \\\"2.AAAA\\\") { nodes { id } } }\"}",
            "{\"query\":\"{ ride(id: \\\"\\\\u0000\\\") { id } }\"}",
            "{\"query\":\"subscription { rideChanged(since: \\\"3.x\\\") { key } }\"}",
            "{\"query\":\"mutation { collectPrescription(id: \\\"\\\\u0000\\\") }\"}",
            "{\"path\":\"/notifications/rides\",\"cookie\":\"x\"}",
            "{\"path\":\"/\\u0000\"}",
            "5\r\nab",
            "zz\r\n\r\n");

    private static final List<String> LONG_HEADERS = List.of(
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "Authorization",
            "Cache-Control",
            "Connection",
            "Content-Encoding",
            "Content-Type",
            "Cookie",
            "Expect",
            "Forwarded",
            "Host",
            "Idempotency-Key",
            "If-Match",
            "If-Modified-Since",
            "If-None-Match",
            "Last-Event-ID",
            "Origin",
            "Range",
            "Sec-WebSocket-Key",
            "Sec-WebSocket-Protocol",
            "Upgrade",
            "X-Forwarded-For",
            "traceparent",
            "tracestate");

    private static IssuerStub issuer;
    private static RunningApplication howdah;
    private static String token;

    private final long seed = Long.getLong("howdah.test.seed", System.nanoTime() % 1_000_000);
    private final Random random = new Random(seed);

    @BeforeAll
    static void start() throws Exception {
        issuer = IssuerStub.start();
        howdah = RunningApplication.demoOf(
                issuer,
                Map.of("howdah.http.requests-per-second", "1000000", "howdah.http.failures-per-second", "1000000"));
        token = issuer.token("mallory", "howdah-admin");
    }

    @AfterAll
    static void stop() {
        howdah.close();
        issuer.close();
    }

    @Test
    void noRequestLeavesAStackTraceInTheLog() throws Exception {
        // Given
        LOG.info("Hostile requests: -Dhowdah.test.seed={}", seed);
        List<Runnable> attacks = new ArrayList<>();
        Map.of(howdah.port(), PATHS, howdah.managementPort(), MANAGEMENT_PATHS).forEach((port, paths) -> {
            for (String path : paths) {
                for (String bearer : List.of("", "Authorization: Bearer " + token + "\r\n")) {
                    attacks.add(() -> send(port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + bearer + "\r\n"));
                }
            }
            IntStream.range(0, REQUESTS)
                    .mapToObj(i -> random(paths))
                    .forEach(request -> attacks.add(() -> send(port, request)));
        });
        CapturedLog said = new CapturedLog();
        said.attach();
        try {
            // When
            inParallel(attacks);
        } finally {
            said.detach();
        }

        // Then
        assertThat(said.lines())
                .as("seed %d", seed)
                .isNotEmpty()
                .filteredOn(line ->
                        !line.endsWith(NO_EXCEPTION) || line.startsWith("ERROR") || line.length() > MAX_LINE_LENGTH)
                .isEmpty();
    }

    @Test
    void theLogOfWhatRequestsCauseIsBounded() {
        for (String part : List.of(
                "io.howdah.graphql",
                "io.howdah.http",
                "io.howdah.admin",
                "io.howdah.push",
                "io.howdah.query",
                "io.howdah.rest",
                "io.howdah.security",
                "org.apache.camel.processor.errorhandler",
                "org.apache.camel.component.platform.http")) {
            Logger logger = LoggerFactory.getLogger(part + ".Anything");
            CapturedLog said = new CapturedLog();
            said.attach();
            try {
                // When
                for (int i = 0; i < 10_000; i++) {
                    logger.error("A request failed");
                }
            } finally {
                said.detach();
            }

            // Then
            assertThat(said.lines()).as(part).hasSizeBetween(1, 500);
        }
    }

    @Test
    void longHeadersAreReadInTime() {
        // Given
        long[] loops = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x-eventloop"))
                .mapToLong(Thread::getId)
                .toArray();
        List<String> late = new ArrayList<>();

        // When
        for (String header : LONG_HEADERS) {
            for (String piece : List.of(" ", ",", "\"", "=", "a;q=", "\"a\",", "http://[")) {
                for (String begin : List.of("", "\"a\",")) {
                    String value = begin + piece.repeat(LONG / piece.length()) + "x";
                    String request =
                            "GET /api/rides/x HTTP/1.1\r\n" + (header.equals("Host") ? "" : "Host: localhost\r\n")
                                    + (header.equals("Authorization") ? "" : "Authorization: Bearer " + token + "\r\n")
                                    + "Connection: close\r\n" + header + ": " + value + "\r\n\r\n";
                    if (leastWork(loops, request) > IN_TIME.toNanos()) {
                        late.add(header + ": " + begin + piece + "...");
                    }
                }
            }
        }

        // Then
        assertThat(loops).isNotEmpty();
        assertThat(late).isEmpty();
    }

    /** What a request costs the event loops, of the processor, at the best of some times: the first ones compile what they run. */
    private static long leastWork(long[] loops, String request) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && least > IN_TIME.toNanos(); i++) {
            long before = work(loops);
            send(howdah.port(), request);
            least = Math.min(least, work(loops) - before);
        }
        return least;
    }

    private static long work(long[] threads) {
        return Arrays.stream(threads)
                .map(ManagementFactory.getThreadMXBean()::getThreadCpuTime)
                .sum();
    }

    private static void inParallel(List<Runnable> attacks) throws InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            clients.invokeAll(attacks.stream().map(Executors::callable).toList());
        } finally {
            clients.shutdownNow();
        }
    }

    private String random(List<String> paths) {
        List<String> headers = new ArrayList<>(HEADERS);
        Collections.shuffle(headers, random);
        String own = random.nextInt(4) == 0 ? "" : "Authorization: Bearer " + token + "\r\n";
        String body = any(BODIES);
        String length = random.nextBoolean() ? "Content-Length: " + body.length() + "\r\n" : "";
        return any(METHODS) + " " + any(paths) + " " + any(List.of("HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "X"))
                + "\r\nHost: localhost\r\n" + own + length
                + Stream.concat(headers.stream().limit(random.nextInt(4)), Stream.of("\r\n"))
                        .reduce("", (before, line) -> before + line + (line.isBlank() ? "" : "\r\n"))
                + body;
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    /** Return what was answered in some time; streams and requests that are not whole are left then. */
    private static String send(int port, String request) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(READ_MS);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                answer.write(next);
            }
        } catch (IOException e) {
            // It was hung up on, or does not end.
        }
        return answer.toString(ISO_8859_1);
    }
}
