package io.howdah.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that sends request after request and reads no answer. */
class UnreadAnswersIT {

    /** Netty closes a connection of the application port with more than 128 requests that wait. */
    private static final int REQUESTS = 120;

    private static final int ANSWER = 600_000;

    /** The sockets of both ends take up to 38 MB. */
    private static final int MAX_SERVED = 80;

    private static final AtomicInteger SERVED = new AtomicInteger();

    private static RunningServers app;

    @BeforeAll
    static void start() throws Exception {
        app = RunningServers.start(
                RunningServers.FREE_PORTS,
                (main, servers) -> servers.onManagement((vertx, router) -> serveLargeAnswers(router)));
        serveLargeAnswers(app.servers().router());
    }

    @AfterAll
    static void stop() throws Exception {
        app.close();
    }

    private static void serveLargeAnswers(Router router) {
        String answer = "x".repeat(ANSWER);
        router.get("/large").handler(context -> {
            SERVED.incrementAndGet();
            context.end(answer);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answersThatAreNotReadDoNotPileUp(boolean management) throws Exception {
        // Given
        SERVED.set(0);
        int port = management ? app.servers().managementPort() : app.servers().port();
        try (RawHttp client = RawHttp.open(port)) {
            // When
            client.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(REQUESTS - 1)
                    + "GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            // Then
            await().until(SERVED::get, served -> served > 0);
            AtomicInteger before = new AtomicInteger(-1);
            await().pollInterval(Duration.ofMillis(500)).until(() -> before.getAndSet(SERVED.get()) == SERVED.get());
            assertThat(SERVED.get()).as("served without a reader").isLessThan(MAX_SERVED);

            // When it reads, then
            assertThat(client.readAll().split("HTTP/1.1 200 OK", -1)).hasSize(REQUESTS + 1);
            assertThat(SERVED.get()).isEqualTo(REQUESTS);
        }
    }
}
