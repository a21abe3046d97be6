package io.howdah.push.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.push.camel.RunningChannels;
import io.howdah.push.camel.TestSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A document that the payload transform rejects is not sent, and subscribers that have its previous state see it leave.
 */
class RejectedPayloadIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(strings = {"stop", "fail", "nothing", "no object"})
    void rejectedDocumentLeavesLiveInReplayInCatchUpAndInSnapshots(String outcome) throws Exception {
        try (RunningChannels running = RunningChannels.options()
                        .settings(RunningChannels.settings(100, 100, 1024 * 1024, 64 * 1024))
                        .payload(RejectedPayloadIT::payload)
                        .start();
                TestSocket live = running.open("as=alice")) {
            String cursor = running.cursor();

            // When it is shown, then rejected twice
            running.put("a", 1, "alice", "NEAR", "");
            running.put("a", 2, "alice", "NEAR", outcome);
            running.put("a", 3, "alice", "NEAR", outcome);
            running.put("never", 1, "alice", "NEAR", outcome);
            running.put("last", 1, "alice", "NEAR", "");

            // Then
            List<String> expected = List.of("created a", "left a", "left a", "created last");
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(changes(live)).isEqualTo(expected));
            try (TestSocket replay = running.open("as=alice&since=" + cursor)) {
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(changes(replay)).isEqualTo(expected));
            }
            assertThat(running.metric("howdah.push.recoveries", "source", "ring"))
                    .isEqualTo(1);

            // When the replay buffer has evicted it
            String end = running.channel().end();
            for (int i = 0; i < 8; i++) {
                running.put("other" + i, 1, "bob", "NEAR", "x".repeat(10_000));
            }
            await().atMost(TIMEOUT).until(() -> running.channel().start().compareTo(end) > 0);

            // Then
            try (TestSocket stream = running.open("as=alice&since=" + cursor);
                    TestSocket snapshot = running.open("as=alice&snapshot=true")) {
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(changes(stream)).isEqualTo(expected));
                assertThat(running.metric("howdah.push.recoveries", "source", "stream"))
                        .isEqualTo(1);
                await().atMost(TIMEOUT)
                        .until(() -> snapshot.received().stream().anyMatch(event -> event.contains("snapshot.end")));
                assertThat(changes(snapshot)).containsExactly("item last");
            }

            // When it may be shown again
            running.put("a", 4, "alice", "NEAR", "");

            // Then
            await().atMost(TIMEOUT).until(() -> changes(live).contains("updated a"));
        }
    }

    private static void payload(Exchange exchange) {
        Map<?, ?> ride = exchange.getMessage().getBody(Map.class);
        switch (String.valueOf(ride.get("note"))) {
            case "stop" -> exchange.setRouteStop(true);
            case "fail" -> throw new IllegalArgumentException("not this one");
            case "nothing" -> exchange.getMessage().setBody(null);
            case "no object" -> exchange.getMessage().setBody(42);
            default -> {
                // Shown unchanged.
            }
        }
    }

    /** Changes that a client received: the last word of the type, and the key. */
    private static List<String> changes(TestSocket client) {
        return client.received().stream()
                .map(RejectedPayloadIT::parse)
                .filter(event -> event.has("subject"))
                .map(event -> event.path("type").asText().replaceFirst(".*\\.", "") + " "
                        + event.path("subject").asText())
                .toList();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
