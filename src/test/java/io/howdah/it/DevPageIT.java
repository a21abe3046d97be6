package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.Http;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTokens;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Access control of the endpoints that only {@code howdah dev} serves. {@link AuthenticationIT} tests that {@code howdah run} does not
 * serve them.
 */
class DevPageIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = Http.client();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String OPERATOR = "root:howdah-admin";
    private static final String REQUEST = "{\"subject\":\"bob\"}";
    private static final String OPERATOR_REQUEST = "{\"subject\":\"carol\",\"operator\":true}";

    private static RunningApplication howdah;

    /**
     * An endpoint.
     *
     * @param route the path of the route that serves it
     * @param open who may use it: "all", or "operator"
     */
    private record Surface(String route, String method, String path, String body, String open) {}

    private static final List<Surface> SURFACES = List.of(
            new Surface("/", "GET", "/", "", "all"),
            new Surface("/web/", "GET", "/web/app.js", "", "all"),
            new Surface("/favicon.ico", "GET", "/favicon.ico", "", "all"),
            new Surface("/dev/token", "POST", "/dev/token", REQUEST, "all"),
            new Surface("/dev/files", "GET", "/dev/files", "", "operator"),
            new Surface("/dev/observe/metrics", "GET", "/dev/observe/metrics", "", "operator"),
            new Surface("/dev/observe/health", "GET", "/dev/observe/health", "", "operator"),
            new Surface("/dev/admin/routes", "GET", "/dev/admin/routes", "", "operator"),
            new Surface("/dev/admin/dead-letters/search", "POST", "/dev/admin/dead-letters/search", "{}", "operator"));

    @BeforeAll
    static void start() throws Exception {
        howdah = RunningApplication.demoWithPage(Map.of("howdah.http.allowed-origins", "http://allowed.example"));
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @TestFactory
    List<DynamicTest> table() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Surface surface : SURFACES) {
            boolean all = surface.open().equals("all");
            Map<String, Boolean> callers = Map.of("", all, "as=bob", all, "as=" + OPERATOR, true);
            callers.forEach((as, admitted) -> tests.add(DynamicTest.dynamicTest(surface.path() + " " + as, () -> {
                HttpResponse<String> answer = send(surface, as);
                if (admitted) {
                    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 302, 503);
                } else {
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
                    assertThat(answer.body()).contains("Operators have the role howdah-admin.");
                }
            })));
            tests.add(DynamicTest.dynamicTest(surface.path() + " with a wrong token", () -> {
                HttpRequest request = request(surface, "")
                        .header("Authorization", "Bearer wrong")
                        .build();
                assertThat(HTTP.send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(401);
            }));
        }
        return tests;
    }

    @Test
    void everyRouteOfDevIsInTheTable() {
        Set<String> known = SURFACES.stream().map(Surface::route).collect(Collectors.toCollection(TreeSet::new));
        Set<String> served = howdah.camelContext().getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .flatMap(router -> router.getRoutes().stream())
                .map(Route::getPath)
                .filter(path -> path != null && path.matches("/|/(web|dev)/.*|/favicon.ico"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(served).isEqualTo(known);
    }

    @Test
    void tokenHasItsSubjectAndRole() throws Exception {
        // When
        JsonNode bob = JSON.readTree(token(REQUEST).body());
        JsonNode operator = JSON.readTree(
                token(OPERATOR_REQUEST, "Sec-Fetch-Site", "same-origin").body());

        // Then
        assertThat(bob.path("expiresIn").asInt()).isEqualTo(3600);
        assertThat(claims(bob).path("sub").asText()).isEqualTo("bob");
        assertThat(claims(bob).path("roles")).isEmpty();
        assertThat(claims(operator).path("roles").get(0).asText()).isEqualTo("howdah-admin");
        HttpRequest request = request(SURFACES.get(4), "")
                .header("Authorization", "Bearer " + operator.path("token").asText())
                .build();
        assertThat(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .contains("graphql/rides.graphqls", "routes/domains/rides.camel.yaml", "@readModel")
                .doesNotContain("routes/templates");
    }

    private static JsonNode claims(JsonNode answer) throws IOException {
        String payload = answer.path("token").asText().split("\\.")[1];
        return JSON.readTree(java.util.Base64.getUrlDecoder().decode(payload));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"subject\":\" \"}",
                "{\"subject\":1}",
                "{\"subject\":\"bob\",\"operator\":\"yes\"}",
                "not json"
            })
    void invalidRequestGetsNoToken(String body) throws Exception {
        // When
        HttpResponse<String> answer = token(body);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("\"token\"");
    }

    /** Requests that a foreign page can make a browser send, and requests from other machines. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            127.0.0.1        | application/json | Origin: https://evil.example        | 403
            127.0.0.1        | application/json | Origin: null                        | 403
            127.0.0.1        | application/json | Origin: http://allowed.example      | 403
            127.0.0.1        | application/json | Sec-Fetch-Site: cross-site          | 403
            127.0.0.1        | application/json | Sec-Fetch-Site: same-site           | 403
            127.0.0.1        | text/plain       | X-None: none                        | 415
            127.0.0.1        | application/x-www-form-urlencoded | X-None: none       | 415
            127.0.0.1        | application/json | X-Forwarded-For: 203.0.113.7        | 403
            127.0.0.1        | application/json | Forwarded: for=203.0.113.7          | 403
            127.0.0.1        | application/json | x-forwarded-proto: https            | 403
            127.0.0.1        | application/json | X-Forwarded-Host: page.example      | 403
            127.0.0.1        | application/json | Via: 1.1 proxy                      | 403
            127.0.0.1        | application/json | X-Real-IP: 203.0.113.7              | 403
            127.0.0.1        | application/json | CF-Connecting-IP: 203.0.113.7       | 403
            evil.example     | application/json | X-None: none                        | 401
            evil.example     | application/json | Sec-Fetch-Site: same-origin         | 401
            127.0.0.1        | application/json | Sec-Fetch-Site: same-origin         | 200
            localhost        | application/json | X-None: none                        | 200
            """)
    void tokensAreForThisMachinesOwnPage(String host, String type, String header, int status) throws Exception {
        // When
        String answer =
                raw("POST /dev/token HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: %s\r\n%s\r\nContent-Length: %d\r\n"
                                .formatted(host, howdah.port(), type, header, REQUEST.length())
                        + "Connection: close\r\n\r\n" + REQUEST);

        // Then
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer.contains("\"token\":")).isEqualTo(status == 200);
    }

    /** A signed-in caller may use any host name, but gets no new token under a foreign one. */
    @Test
    void foreignHostNameGetsNoTokenForAToken() throws Exception {
        // Given
        String bob = JSON.readTree(token(REQUEST).body()).path("token").asText();

        for (String host : List.of("evil.example", "127.0.0.1")) {
            // When
            String answer = raw(
                    "POST /dev/token HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n"
                                    .formatted(host, howdah.port(), bob, REQUEST.length())
                            + "Connection: close\r\n\r\n" + REQUEST);

            // Then
            assertThat(answer).startsWith("HTTP/1.1 " + (host.equals("127.0.0.1") ? 200 : 403) + " ");
        }
    }

    /** Programs on this machine use {@code howdah token}; a proxied request looks like one of a local program. */
    @ParameterizedTest
    @ValueSource(strings = {"", "none"})
    void operatorsTokenIsForThePageAlone(String site) throws Exception {
        // When
        HttpResponse<String> answer =
                site.isEmpty() ? token(OPERATOR_REQUEST) : token(OPERATOR_REQUEST, "Sec-Fetch-Site", site);

        // Then
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("howdah token --role howdah-admin").doesNotContain("\"token\":");
    }

    /** The page is not served under a foreign host name that resolves to this machine. */
    @Test
    void foreignHostNameIsNotServed() throws Exception {
        for (String path : List.of("/", "/web/app.js", "/dev/files", "/dev/observe/metrics")) {
            assertThat(raw("GET %s HTTP/1.1\r\nHost: evil.example:%d\r\nConnection: close\r\n\r\n"
                            .formatted(path, howdah.port())))
                    .startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void proxyReturnsTheResponseOfTheManagementPort() throws Exception {
        // Given
        howdah.send("rides.topic", "bad", "this is no ride");
        await().atMost(TIMEOUT)
                .until(() -> send(SURFACES.get(8), "as=" + OPERATOR).body().contains("\"found\":1"));

        // When
        String metrics = send(SURFACES.get(5), "as=" + OPERATOR).body();
        JsonNode routes = JSON.readTree(send(SURFACES.get(7), "as=" + OPERATOR).body());
        HttpResponse<String> health = send(SURFACES.get(6), "as=" + OPERATOR);

        // Then
        assertThat(metrics).contains("howdah_ingest_lag{", "howdah_push_recoveries_total{source=\"ring\"}");
        assertThat(routes.findValuesAsText("id")).contains("rides-ingest", "rides-notify");
        assertThat(health.body()).contains("\"status\"");
        assertThat(health.headers().firstValue("cache-control")).contains("no-store");
    }

    /** Paths that change anything are not forwarded, not even for operators. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            POST, /dev/admin/dead-letters/replay
            POST, /dev/admin/dead-letters/discard
            POST, /dev/admin/dead-letters/search/../replay
            POST, /dev/admin/revocations
            POST, /dev/admin/routes
            PUT,  /dev/files
            POST, /dev/files
            GET,  /dev/token
            GET,  /dev/admin/models
            """)
    void otherPathsAreNotForwarded(String method, String path) throws Exception {
        // When
        HttpResponse<String> answer = send(new Surface("", method, path, "{}", ""), "as=" + OPERATOR);

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isIn(404, 405);
    }

    @Test
    void pageIsServedWithAStrictPolicyAndCannotBeFramed() throws Exception {
        // When
        HttpResponse<String> page = send(SURFACES.get(0), "");
        HttpResponse<String> script = send(SURFACES.get(1), "");
        HttpResponse<String> head = send(new Surface("", "HEAD", "/web/style.css", "", ""), "");

        // Then
        for (HttpResponse<String> answer : List.of(page, script, head)) {
            assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
                    .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "http:", "https:", "*");
            assertThat(answer.headers().firstValue("x-frame-options")).contains("DENY");
            assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(answer.headers().firstValue("cache-control")).contains("no-cache");
        }
        assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
        assertThat(page.body()).doesNotContain("style=", "onclick=", "http://", "https://");
        assertThat(script.headers().firstValue("content-type").orElseThrow()).contains("javascript");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        HttpRequest again = request(SURFACES.get(1), "")
                .header("If-None-Match", script.headers().firstValue("etag").orElseThrow())
                .build();
        assertThat(HTTP.send(again, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/web/../application.properties",
                "/web/%2e%2e/application.properties",
                "/web/..%2fapplication.properties",
                "/web/%2e%2e%2fio/howdah/Howdah.class",
                "/web//etc/passwd",
                "/web/nothing.js"
            })
    void onlyFilesOfThePageAreServed(String path) throws Exception {
        assertThat(raw("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"
                        .formatted(path, howdah.port())))
                .startsWith("HTTP/1.1 404 ");
    }

    private static HttpResponse<String> token(String body, String... headers) throws Exception {
        HttpRequest.Builder request = request(new Surface("", "POST", "/dev/token", body, ""), "");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> send(Surface surface, String as) throws Exception {
        return HTTP.send(request(surface, as).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(Surface surface, String as) {
        String url = "http://127.0.0.1:" + howdah.port() + surface.path() + (as.isEmpty() ? "" : "?" + as);
        return TestTokens.request(url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .method(surface.method(), HttpRequest.BodyPublishers.ofString(surface.body()));
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", howdah.port())) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
