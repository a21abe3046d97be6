package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.http.RunningServers;
import io.howdah.push.camel.RunningChannels;
import io.howdah.push.camel.TestSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The channels' metrics exist from the start, not only after their first event. */
class PushMetricsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String LATENCY = "howdah.push.latency";

    @Test
    void metricsExistFromTheStart() throws Exception {
        try (RunningChannels running = RunningChannels.options().start()) {
            String metrics = RunningServers.send(running.servers().management("/observe/metrics"))
                    .body();

            assertThat(metrics)
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
        try (RunningChannels running = RunningChannels.options().start()) {
            // Given more sockets than event loops
            int loops = RunningServers.FREE_PORTS.eventLoops();
            List<TestSocket> sockets = new ArrayList<>();
            for (int i = 0; i < 4 * loops; i++) {
                sockets.add(running.open("as=alice"));
            }

            // When
            running.put("a", 1, "alice", "NEAR", "");
            running.put("b", 1, "bob", "NEAR", "");
            running.put("c", 1, "alice", "NEAR", "");

            // Then the event that none of them may see does not count
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(sockets)
                            .allSatisfy(socket -> assertThat(socket.received()).hasSize(3)));
            running.awaitFollowed();
            assertThat(running.metric(LATENCY, "channel", "rides")).isBetween(2.0, 2.0 * loops);
            sockets.forEach(TestSocket::close);
        }
    }

    @Test
    void replayedEventsDoNotCountAsLatency() throws Exception {
        try (RunningChannels running = RunningChannels.options().start()) {
            // Given
            String cursor = running.cursor();
            running.put("a", 1, "alice", "NEAR", "");
            running.awaitFollowed();

            // When
            try (TestSocket late = running.open("as=alice&since=" + cursor)) {
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(late.received()).hasSize(2));

                // Then
                assertThat(running.metric(LATENCY, "channel", "rides")).isZero();
            }
        }
    }
}
