package io.howdah.http;

import static io.howdah.http.RunningServers.FREE_PORTS;
import static io.howdah.http.RunningServers.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.howdah.config.HttpSettings;
import io.howdah.testing.Http;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class HttpServersIT {
    private final Map<String, Object> seen = new ConcurrentHashMap<>();

    @Test
    void servesRoutesOnAFreePortAndTellsWhichOne() throws Exception {
        // Given
        try (RunningServers app = start()) {
            // When
            HttpResponse<String> answer = send(app.request("/echo").POST(BodyPublishers.ofString("hi")));

            // Then
            assertThat(app.servers().port()).isPositive();
            assertThat(app.servers().managementPort())
                    .isPositive()
                    .isNotEqualTo(app.servers().port());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("hi");
        }
    }

    @Test
    void servesRoutesOnThePortsThatWereAskedFor() throws Exception {
        // Given
        HttpSettings settings;
        try (ServerSocket one = free();
                ServerSocket other = free()) {
            settings = new HttpSettings(
                    "127.0.0.1",
                    one.getLocalPort(),
                    other.getLocalPort(),
                    2,
                    false,
                    64 * 1024,
                    1024 * 1024,
                    RunningServers.EDGE);
        }

        // When
        try (RunningServers app = start(settings)) {
            // Then
            assertThat(app.servers().port()).isEqualTo(settings.port());
            assertThat(app.servers().managementPort()).isEqualTo(settings.managementPort());
            assertThat(send(app.request("/leaky").GET()).statusCode()).isEqualTo(202);
            assertThat(send(app.management("/observe/health/live").GET()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void acceptsConnectionsOnEveryEventLoop() throws Exception {
        // Given
        Set<String> loops = ConcurrentHashMap.newKeySet();
        try (RunningServers app = start()) {
            app.servers().router().get("/loop").handler(context -> {
                loops.add(Thread.currentThread().getName());
                context.end();
            });

            // When: a connection for each request
            for (int i = 0; i < 8; i++) {
                Http.client().send(app.request("/loop").GET().build(), HttpResponse.BodyHandlers.discarding());
            }

            // Then
            assertThat(loops).hasSize(2);
        }
    }

    @Test
    void servesHealthAndMetricsOnTheManagementPortAlone() throws Exception {
        // Given
        try (RunningServers app = start()) {
            for (String path :
                    new String[] {"/observe/health", "/observe/health/live", "/observe/health/ready", "/observe/metrics"
                    }) {
                // When
                HttpResponse<String> managed = send(app.management(path).GET());
                HttpResponse<String> applied = send(app.request(path).GET());

                // Then
                assertThat(managed.statusCode()).as(path).isEqualTo(200);
                assertThat(managed.body()).as(path).containsAnyOf("\"UP\"", "# HELP");
                assertThat(applied.statusCode()).as(path).isEqualTo(404);
            }
        }
    }

    @Test
    void aTakenApplicationPortFailsTheStartWithItsSettingAndTheCure() throws Exception {
        // Given
        try (ServerSocket taken = free()) {
            HttpSettings settings = new HttpSettings(
                    "127.0.0.1", taken.getLocalPort(), 0, 2, false, 64 * 1024, 1024 * 1024, RunningServers.EDGE);

            // When
            Throwable failure = catchThrowable(() -> start(settings).close());

            // Then
            assertThat(causes(failure))
                    .filteredOn(PortUnavailableException.class::isInstance)
                    .singleElement()
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains(
                            "howdah.http.port=" + taken.getLocalPort(),
                            "127.0.0.1:" + taken.getLocalPort(),
                            "HOWDAH_HTTP_PORT")
                    .doesNotContain("\n");
        }
    }

    @Test
    void aTakenManagementPortFailsTheStartAndGivesTheApplicationPortBack() throws Exception {
        // Given
        try (ServerSocket taken = free();
                ServerSocket other = free()) {
            int port = other.getLocalPort();
            other.close();
            HttpSettings settings = new HttpSettings(
                    "127.0.0.1", port, taken.getLocalPort(), 2, false, 64 * 1024, 1024 * 1024, RunningServers.EDGE);

            // When
            Throwable failure = catchThrowable(() -> start(settings).close());

            // Then
            assertThat(causes(failure))
                    .filteredOn(PortUnavailableException.class::isInstance)
                    .singleElement()
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("howdah.management.port=" + taken.getLocalPort(), "127.0.0.1:" + taken.getLocalPort());
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    @Test
    void givesThePortsBackWhenTheContextStops() throws Exception {
        // Given
        RunningServers app = start();
        int port = app.servers().port();

        // When
        app.camel().stop();

        // Then
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        app.close();
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        // Given
        try (RunningServers app = start()) {
            String body = "x".repeat(EdgeRouter.MAX_BODY + 1);

            // When
            HttpResponse<String> declared = send(app.request("/echo").POST(BodyPublishers.ofString(body)));
            String chunked = chunked(app.servers().port(), body);
            HttpResponse<String> largest = send(app.request("/echo").POST(BodyPublishers.ofString(body.substring(1))));

            // Then
            assertThat(declared.statusCode()).isEqualTo(413);
            assertThat(declared.body()).contains("larger than 1048576 bytes");
            assertThat(chunked).startsWith("HTTP/1.1 413 ");
            assertThat(largest.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void noClientHeaderOrQueryParameterSteersARoute() throws Exception {
        // Given
        try (RunningServers app = start()) {
            // When: CVE-2026-46726, CVE-2026-49098
            send(app.request("/echo?CamelMongoDbOperation=remove&kafka.OVERRIDE_TOPIC=x&CamelFileName=y&Accept=evil"
                            + "&Idempotency-Key=evil&CamelHttpPath=/other")
                    .header("CamelMongoDbOperation", "remove")
                    .header("camelmongodbcollection", "other")
                    .header("kafka.OVERRIDE_TOPIC", "x")
                    .header("CamelFileName", "/etc/passwd")
                    .header("CamelHttpResponseCode", "201")
                    .header("X-Anything", "z")
                    .header("Authorization", "Basic YTpi")
                    .header("Idempotency-Key", "k1")
                    .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                    .POST(BodyPublishers.ofString("hi")));

            // Then
            assertThat(seen.keySet())
                    .containsExactlyInAnyOrder(
                            "Content-Length",
                            "Idempotency-Key",
                            "traceparent",
                            "CamelHttpMethod",
                            "CamelHttpPath",
                            "CamelHttpUri",
                            "CamelHttpUrl",
                            "CamelHttpQuery",
                            "CamelHttpRawQuery",
                            "CamelVertxPlatformHttpLocalAddress",
                            "CamelVertxPlatformHttpRemoteAddress");
            assertThat(seen)
                    .containsEntry("Idempotency-Key", "k1")
                    .containsEntry("CamelHttpPath", "/echo")
                    .containsEntry("CamelHttpMethod", "POST");
            assertThat(seen.get("CamelHttpQuery")).asString().startsWith("CamelMongoDbOperation=remove&");
        }
    }

    @Test
    void refusesFormsForTheirFieldsWouldBeHeaders() throws Exception {
        // Given
        try (RunningServers app = start()) {
            // When
            HttpResponse<String> form = send(app.request("/echo")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("CamelMongoDbOperation=remove")));
            HttpResponse<String> multipart = send(app.request("/echo")
                    .header("Content-Type", "Multipart/Form-Data; boundary=b")
                    .POST(BodyPublishers.ofString(
                            "--b\r\nContent-Disposition: form-data; name=\"Accept\"\r\n\r\nx\r\n--b--\r\n")));

            // Then
            assertThat(form.statusCode()).isEqualTo(415);
            assertThat(multipart.statusCode()).isEqualTo(415);
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void onlyHeadersForTheClientLeaveARoute() throws Exception {
        // Given
        try (RunningServers app = start()) {
            // When
            HttpResponse<String> answer = send(
                    app.request("/leaky").header("traceparent", "00-1-2-01").GET());

            // Then
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.headers().map().keySet())
                    .containsExactlyInAnyOrder(
                            "content-security-policy",
                            "content-type",
                            "etag",
                            "ratelimit",
                            "ratelimit-policy",
                            "transfer-encoding",
                            "x-cache",
                            "x-content-type-options",
                            "x-frame-options");
        }
    }

    @Test
    void asksClientsToWaitWhileItsRoutesAreNotServing() throws Exception {
        // Given
        try (RunningServers app = start()) {
            app.camel().suspend();

            // When
            HttpResponse<String> answer = send(app.request("/leaky").GET());

            // Then
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).contains("1");
        }
    }

    @Test
    void aFailureTellsTheClientNothingOfTheInside() throws Exception {
        // Given
        try (RunningServers app = start()) {
            app.servers().router().get("/boom").handler(context -> {
                throw new IllegalStateException("secret");
            });

            // When
            HttpResponse<String> answer = send(app.request("/boom").GET());

            // Then
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(answer.body()).doesNotContain("secret", "Exception");
        }
    }

    @Test
    void servesGraphiQlFromItsOwnFiles() throws Exception {
        // Given
        try (RunningServers app = start()) {
            // When
            HttpResponse<String> bare = send(app.request("/graphiql").GET());
            HttpResponse<String> page = send(app.request("/graphiql/").GET());
            String script = page.body().replaceAll("(?s).*src=\"\\./(static/js/main[^\"]+)\".*", "$1");
            HttpResponse<String> asset = send(app.request("/graphiql/" + script).GET());
            HttpResponse<String> outside = send(
                    app.request("/graphiql/static/../../../HttpServers.class").GET());

            // Then
            assertThat(bare.headers().firstValue("location")).contains("/graphiql/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body())
                    .contains("\"graphQLUri\":\"/graphql\"")
                    .doesNotContain("__VERTX_GRAPHIQL_CONFIG__")
                    .doesNotContain("http://", "https://", "src=\"//", "href=\"//");
            assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(page.headers().firstValue("x-frame-options")).contains("DENY");
            assertThat(page.headers().firstValue("content-security-policy"))
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .contains("default-src 'self'", "frame-ancestors 'none'", inlineScriptDigest(page.body())));
            assertThat(asset.statusCode()).isEqualTo(200);
            assertThat(asset.headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).contains("javascript"));
            assertThat(asset.headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(outside.statusCode()).isEqualTo(404);
        }
    }

    @Test
    void servesNoGraphiQlUnlessTold() throws Exception {
        // Given
        try (RunningServers app =
                start(new HttpSettings("127.0.0.1", 0, 0, 1, false, 64 * 1024, 1024 * 1024, RunningServers.EDGE))) {
            // When
            HttpResponse<String> answer = send(app.request("/graphiql/").GET());

            // Then
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        }
    }

    private RunningServers start() throws Exception {
        return start(FREE_PORTS);
    }

    private RunningServers start(HttpSettings settings) throws Exception {
        return RunningServers.start(settings, (main, servers) -> {}, new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/echo")
                        .process(exchange -> exchange.getMessage()
                                .getHeaders()
                                .forEach((name, value) -> seen.put(name, value == null ? "" : value)));
                from("platform-http:/leaky")
                        .setHeader("CamelMongoDbCollection", constant("rides"))
                        .setHeader("kafka.TOPIC", constant("rides.events"))
                        .setHeader("tenant", constant("secret"))
                        .setHeader("CamelHttpResponseCode", constant(202))
                        .setHeader("ETag", constant("\"1\""))
                        .setHeader("X-Cache", constant("HIT"))
                        .setHeader("Content-Type", constant("text/plain"))
                        .setBody(constant("ok"));
            }
        });
    }

    private static List<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
    }

    private static ServerSocket free() throws Exception {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static String inlineScriptDigest(String page) {
        String script = page.replaceAll("(?s).*?<script>(.*?)</script>.*", "$1");
        try {
            byte[] digest =
                    java.security.MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + java.util.Base64.getEncoder().encodeToString(digest) + "'";
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a body without telling its length before, as an attacker would; returns the status line. */
    private static String chunked(int port, String body) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
            String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
            socket.getOutputStream().write((head + chunk).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            byte[] answer = socket.getInputStream().readNBytes(13);
            return new String(answer, StandardCharsets.US_ASCII);
        }
    }
}
