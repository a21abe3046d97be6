package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.chaos.faults.ReplicaSet;
import io.howdah.config.Settings;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.Pace;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The primary hangs without closing a connection, and the set elects another: writes and events go on with that one. */
class FailoverIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** From the election until an event of a record that came before or after it. */
    private static final Duration GOAL = Duration.ofSeconds(3);

    private static ReplicaSet set;
    private static RunningApplication howdah;

    /** Keys of this test alone. */
    private final String a = TestServices.uniqueName("a");

    private final String b = TestServices.uniqueName("b");

    @BeforeAll
    static void start() throws Exception {
        set = ReplicaSet.start();
        // The driver must not detect by itself that a server hangs, which takes it up to 20 s by default.
        howdah = RunningApplication.demo(Map.of(Settings.MONGO_URI, set.uri() + "&connectTimeoutMS=60000"));
    }

    @AfterEach
    void goOn() {
        set.thaw();
    }

    @AfterAll
    static void stop() throws Exception {
        howdah.close();
        set.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"find rides", "insert rides", "update rides"})
    void eventsGoOnWhenThePrimaryHangsInABatch(String command) throws Exception {
        try (NotificationClient client = howdah.subscribe("rides")) {
            // Given a stored document, and change streams that wait for the next change
            send(a, 1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.frames(a)).hasSize(1));

            // When the primary hangs as a batch asks it, and the set elects another
            CountDownLatch hangs = set.freezeAt(command::equals);
            send(a, 2);
            send(b, 1);
            assertThat(hangs.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            elect();

            // Then nothing is missing, and nothing was refused
            await().atMost(GOAL).untilAsserted(() -> {
                assertThat(client.frames(a)).hasSize(2);
                assertThat(client.frames(b)).hasSize(1);
            });
            send(b, 2);
            await().atMost(GOAL)
                    .untilAsserted(() -> assertThat(client.frames(b)).hasSize(2));
            assertThat(TestTopics.readAll(howdah.topic("rides.topic") + ".dlq")).isEmpty();

            // And what the former primary answers late changes nothing
            set.thaw();
            send(a, 3);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.frames(a)).hasSize(3));
            assertThat(client.frames(b)).hasSize(2);
            assertThat(client.controls("resync")).isEmpty();
        }
    }

    @Test
    void eventsAndQueriesGoOnWhenAnIdlePrimaryHangs() throws Exception {
        try (NotificationClient client = howdah.subscribe("rides")) {
            // Given
            send(a, 1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.frames(a)).hasSize(1));

            // When the change streams alone wait for its answer
            set.freeze();
            elect();

            // Then
            send(b, 1);
            await().atMost(GOAL)
                    .untilAsserted(() -> assertThat(client.frames(b)).hasSize(1));
            assertThat(howdah.query("{ rides { edges { node { id } } } }").toString())
                    .contains(a, b);
        }
    }

    @Test
    void healthAndMetricsTellOfAPrimaryThatHangsWhileNoOtherIsElected() throws Exception {
        try (NotificationClient client = howdah.subscribe("rides")) {
            // Given
            send(a, 1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.frames(a)).hasSize(1));
            assertThat(waiting()).isZero();
            assertThat(stalled()).isZero();

            // When
            CountDownLatch hangs = set.freezeAt("update rides"::equals);
            send(a, 2);
            assertThat(hangs.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            // Then
            await().atMost(PATIENCE).until(() -> waiting() == 1);
            await().atMost(PATIENCE).until(() -> stalled() == 1);
            await().atMost(PATIENCE).until(() -> get("ready").statusCode() == 503);
            assertThat(get("ready").body())
                    .contains("MongoDB has been unavailable since ", ": MongoDB does not respond")
                    .doesNotContain("ingest");
            assertThat(howdah.get(howdah.managementPort(), "/observe/health").body())
                    .contains("rides-ingest waits since ", "rides-notify since ");
            assertThat(get("live").statusCode()).isEqualTo(200);

            // And all of it ends when the server goes on
            set.thaw();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.frames(a)).hasSize(2));
            await().atMost(PATIENCE).until(() -> waiting() == 0);
            await().atMost(PATIENCE).until(() -> stalled() == 0);
            await().atMost(PATIENCE).until(() -> get("ready").statusCode() == 200);
        }
    }

    private double waiting() throws Exception {
        return howdah.metric("howdah_ingest_waiting{model=\"Ride\",routeId=\"rides-ingest\"}");
    }

    private double stalled() throws Exception {
        return howdah.metric("howdah_stream_stalled{route=\"rides-notify\"}");
    }

    private HttpResponse<String> get(String probe) throws Exception {
        return howdah.get(howdah.managementPort(), "/observe/health/" + probe);
    }

    /** A set needs a while to find that its primary hangs; until then operations wait for it. */
    private void elect() {
        Pace.sleep(Duration.ofSeconds(2));
        set.elect();
    }

    private void send(String id, int version) throws Exception {
        howdah.send("rides.topic", id, """
                {"rideId":"%s","seq":%d,"rider":{"id":"alice"},"state":"NEAR","time":"2026-01-01T00:00:00Z"}""".formatted(id, version));
    }
}
