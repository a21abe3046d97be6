package io.howdah.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.config.EdgeSettings;
import io.howdah.config.HttpSettings;
import io.howdah.observe.Tracing;
import io.howdah.security.Audit;
import io.howdah.security.Principal;
import io.howdah.security.Session;
import io.howdah.testing.Http;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One address does not keep what verifies tokens busy for all. */
class IdentificationIT {

    private static final int MAX = 128;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void addressHasAPartOfWhatVerifiesTokens() {
        // Given
        EdgeSettings edge = RunningServers.EDGE;
        HttpSettings settings = RunningServers.FREE_PORTS;
        HttpServers servers = new HttpServers(settings, new Audit(), Tracing.OFF);
        Promise<Session> known = Promise.promise();
        AtomicInteger searched = new AtomicInteger();
        Router router = Router.router(vertx);
        router.route()
                .handler(context -> servers.identification()
                        .identify(
                                context,
                                () -> {
                                    searched.incrementAndGet();
                                    return known.future();
                                },
                                session ->
                                        context.end(session.result().principal().subject())));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();

        // When
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < MAX; i++) {
            asked.add(ask(server));
        }
        await().until(() -> searched.get() == MAX);
        HttpResponse<String> more = ask(server).join();

        // Then
        assertThat(edge.failuresPerSecond()).isLessThan(MAX);
        assertThat(more.statusCode()).isEqualTo(429);
        assertThat(more.headers().firstValue("Retry-After")).contains("1");
        known.complete(Session.of(Principal.of("alice")));
        assertThat(asked).allSatisfy(answer -> assertThat(answer.join().body()).isEqualTo("alice"));
        assertThat(ask(server).join().body()).isEqualTo("alice");
        servers.close();
    }

    private static CompletableFuture<HttpResponse<String>> ask(HttpServer server) {
        return Http.client()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
