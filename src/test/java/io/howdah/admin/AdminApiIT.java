package io.howdah.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access checks, responses and failures of {@code /admin/}. */
class AdminApiIT {

    /** 40 MB, more than fits into the sockets' buffers. */
    private static final int LINES = 20_000;

    private static final int LINE_LENGTH = 2_000;

    private final AtomicBoolean ready = new AtomicBoolean(true);
    private final AtomicInteger written = new AtomicInteger();
    private Vertx vertx;
    private HttpServer server;
    private HttpClient client;

    private record Response(int status, String type, String body) {}

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        new AdminApi(ready::get, RoutingContext::next, List.of(this::mount, new ModelEndpoint(new OneModel())))
                .mount(vertx, router);
        server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        client = vertx.createHttpClient();
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    private void mount(Router router, AdminWork work) {
        router.post("/admin/echo").handler(work.answer(AdminRequest::body));
        router.post("/admin/unavailable").handler(work.answer(request -> {
            throw new MongoTimeoutException("no server");
        }));
        router.post("/admin/broken").handler(work.lines((request, lines) -> {
            lines.write("letter", 1);
            throw AdminException.unavailable("Kafka is unavailable");
        }));
        router.post("/admin/many").handler(work.lines((request, lines) -> {
            for (int i = 0; i < LINES; i++) {
                lines.write("letter", "x".repeat(LINE_LENGTH));
                written.incrementAndGet();
            }
        }));
    }

    @Test
    void respondsWithJson() throws Exception {
        assertThat(post("/admin/echo", Map.of(), "{\"a\":1}"))
                .isEqualTo(new Response(200, "application/json", "{\"a\":1}"));
        assertThat(post("/admin/echo", Map.of(), "[1]").status()).isEqualTo(400);
        assertThat(post("/admin/echo", Map.of(), "{").status()).isEqualTo(400);
    }

    /** JSON is always UTF-8. */
    @Test
    void charsetOfTheRequestIsIgnored() throws Exception {
        assertThat(post("/admin/echo", Map.of("Content-Type", "application/json; charset=x"), "{\"a\":\"ä\"}"))
                .isEqualTo(new Response(200, "application/json", "{\"a\":\"ä\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""})
    void contentTypeThatNeedsNoPreflightIsRefused(String type) throws Exception {
        assertThat(post("/admin/echo", Map.of("Content-Type", type), "{}").status())
                .isEqualTo(415);
    }

    @Test
    void pageOfAnotherOriginIsRefused() throws Exception {
        assertThat(post("/admin/echo", Map.of("Origin", "http://evil.example"), "{}")
                        .status())
                .isEqualTo(403);
        assertThat(post("/admin/echo", Map.of("Origin", "null"), "{}").status()).isEqualTo(403);
        assertThat(post("/admin/echo", Map.of("Origin", "http://127.0.0.1:" + server.actualPort()), "{}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void reboundHostNameIsRefused() throws Exception {
        String origin = "http://evil.example:" + server.actualPort();
        assertThat(post("/admin/echo", Map.of("Host", "evil.example:" + server.actualPort(), "Origin", origin), "{}")
                        .status())
                .isEqualTo(403);
        for (String host : List.of("localhost", "127.0.0.1:1", "[::1]:9876")) {
            assertThat(post("/admin/echo", Map.of("Host", host), "{}").status())
                    .as(host)
                    .isEqualTo(200);
        }
    }

    @Test
    void requestsAreRefusedBeforeTheProcessIsUp() throws Exception {
        ready.set(false);
        assertThat(post("/admin/echo", Map.of(), "{}").status()).isEqualTo(503);
    }

    @Test
    void unavailableServiceIsAProblem() throws Exception {
        Response response = post("/admin/unavailable", Map.of(), "{}");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.type()).isEqualTo("application/problem+json");
        assertThat(response.body()).contains("MongoDB failed (MongoTimeoutException: no server); try again");
    }

    @Test
    void failureAfterTheStartOfAResponseIsItsLastLine() throws Exception {
        Response response = post("/admin/broken", Map.of(), "{}");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body().lines().toList()).first().isEqualTo("{\"letter\":1}");
        assertThat(response.body().lines().toList()).last().asString().contains("problem", "Kafka is unavailable");
    }

    @Test
    void writerWaitsForTheReader() throws Exception {
        // Given a client that reads nothing
        HttpClientResponse response = await(request("/admin/many", Map.of())
                .compose(request -> request.send("{}").map(answer -> {
                    answer.pause();
                    return answer;
                })));
        assertThat(awaitStandstill()).isLessThan(LINES);

        // When it reads
        CompletableFuture<Void> end = new CompletableFuture<>();
        AtomicInteger bytes = new AtomicInteger();
        response.handler(part -> bytes.addAndGet(part.length())).endHandler(end::complete);
        response.resume();
        end.get(30, TimeUnit.SECONDS);

        // Then it gets everything
        assertThat(bytes.get()).isEqualTo(LINES * ("{\"letter\":\"\"}\n".length() + LINE_LENGTH));
    }

    @Test
    void modelsAreListedAndChanged() throws Exception {
        assertThat(await(client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/admin/models")
                                .compose(request -> request.send().compose(HttpClientResponse::body)))
                        .toString())
                .isEqualTo("[{\"model\":\"Ride\",\"state\":\"paused\"}]");
        assertThat(post("/admin/models/Ride/resume", Map.of(), "{}").body())
                .contains("\"model\":\"Ride\"", "\"resumed\":true");
        assertThat(post("/admin/models/Ride/rebase", Map.of(), "{}").status()).isEqualTo(200);
        assertThat(post("/admin/models/Ride/skip", Map.of(), "{\"record\":\"rides-0@1\"}")
                        .body())
                .contains("\"skipped\":\"rides-0@1\"");
        Response other = post("/admin/models/Ride/skip", Map.of(), "{\"record\":\"rides-0@2\"}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body()).contains("record rides-0@2 of Ride is not waiting; waiting records: rides-0@1");
        assertThat(post("/admin/models/Ride/skip", Map.of(), "{}").status()).isEqualTo(400);
        Response unknown = post("/admin/models/Rid/resume", Map.of(), "{}");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).contains("there is no model Rid");
    }

    private static final class OneModel implements ModelOperations {
        @Override
        public List<Map<String, Object>> states() {
            return List.of(new TreeMap<>(Map.of("model", "Ride", "state", "paused")));
        }

        @Override
        public boolean resume(String model) {
            if (!model.equals("Ride")) {
                throw new IllegalArgumentException("there is no model " + model);
            }
            return true;
        }

        @Override
        public List<String> rebase(String model) {
            return List.of("main");
        }

        @Override
        public Optional<List<String>> skip(String model, String record) {
            return record.equals("rides-0@1") ? Optional.empty() : Optional.of(List.of("rides-0@1"));
        }
    }

    /** Waits until no more lines are written, and returns their number. */
    private int awaitStandstill() {
        AtomicInteger last = new AtomicInteger(-1);
        Awaitility.await()
                .pollInterval(300, TimeUnit.MILLISECONDS)
                .until(() -> written.get() > 0 && last.getAndSet(written.get()) == written.get());
        return written.get();
    }

    private Response post(String path, Map<String, String> headers, String body) throws Exception {
        // Request the body in the callback of the response; later it may be gone.
        return await(request(path, headers)
                .compose(request -> request.send(body)
                        .compose(response -> response.body()
                                .map(answer -> new Response(
                                        response.statusCode(),
                                        response.getHeader("Content-Type"),
                                        answer.toString())))));
    }

    private Future<HttpClientRequest> request(String path, Map<String, String> headers) {
        return client.request(HttpMethod.POST, server.actualPort(), "127.0.0.1", path)
                .map(request -> {
                    request.putHeader("Content-Type", "application/json");
                    headers.forEach(request::putHeader);
                    return request;
                });
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
