package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.http.RunningServers;
import io.howdah.push.camel.RunningHub;
import io.howdah.push.camel.TestSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators find what the channels tell, from the start and not only once it has happened. */
class PushMetricsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LATENCY = "howdah.push.latency";

    @Test
    void metricsAreThereFromTheStart() throws Exception {
        try (RunningHub hub = RunningHub.options().start()) {
            String told = RunningServers.send(hub.servers().management("/observe/metrics"))
                    .body();

            assertThat(told)
                    .contains("howdah_push_connections 0.0")
                    .contains("howdah_push_frames_total 0.0", "howdah_push_bytes_total 0.0")
                    .contains("howdah_push_conflated_total 0.0")
                    .contains("howdah_push_queue_bytes 0.0")
                    .contains(
                            "howdah_push_snapshots{state=\"waiting\"} 0.0",
                            "howdah_push_snapshots{state=\"running\"} 0.0")
                    .contains("howdah_push_subscriptions{channel=\"rides\"} 0.0")
                    .contains(
                            "howdah_push_closed_total{code=\"4408\"} 0.0",
                            "howdah_push_closed_total{code=\"1006\"} 0.0")
                    .contains("howdah_push_recoveries_total{source=\"resync\"} 0.0")
                    .contains("howdah_push_latency_seconds_bucket{channel=\"rides\",le=\"0.005\"} 0")
                    .contains("howdah_push_latency_seconds_bucket{channel=\"rides\",le=\"60.0\"} 0");
        }
    }

    @Test
    void timeToTheSocketIsMeasuredOnceForEachEventLoop() throws Exception {
        try (RunningHub hub = RunningHub.options().start()) {
            // Given more sockets than event loops
            int loops = RunningServers.FREE_PORTS.eventLoops();
            List<TestSocket> sockets = new ArrayList<>();
            for (int i = 0; i < 4 * loops; i++) {
                sockets.add(hub.open("as=alice"));
            }

            // When
            hub.put("a", 1, "alice", "NEAR", "");
            hub.put("b", 1, "bob", "NEAR", "");
            hub.put("c", 1, "alice", "NEAR", "");

            // Then, but for what nobody there may see
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(sockets)
                            .allSatisfy(socket -> assertThat(socket.received()).hasSize(3)));
            hub.awaitFollowed();
            assertThat(hub.metric(LATENCY, "channel", "rides")).isBetween(2.0, 2.0 * loops);
            sockets.forEach(TestSocket::close);
        }
    }

    @Test
    void whatSomebodyMissedSaysNothingOfTheTimeToTheSocket() throws Exception {
        try (RunningHub hub = RunningHub.options().start()) {
            // Given
            String cursor = hub.cursor();
            hub.put("a", 1, "alice", "NEAR", "");
            hub.awaitFollowed();

            // When
            try (TestSocket late = hub.open("as=alice&since=" + cursor)) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(late.received()).hasSize(2));

                // Then
                assertThat(hub.metric(LATENCY, "channel", "rides")).isZero();
            }
        }
    }
}
