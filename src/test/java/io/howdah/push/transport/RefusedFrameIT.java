package io.howdah.push.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.push.camel.RunningHub;
import io.howdah.push.camel.TestSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document that the frame transform does not let pass is shown nowhere, and who has its former state is told that it left. */
class RefusedFrameIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(strings = {"stop", "fail", "nothing", "no object"})
    void refusedDocumentLeavesLiveInTheRingInTheCatchUpAndInSnapshots(String way) throws Exception {
        try (RunningHub hub = RunningHub.options()
                        .settings(RunningHub.settings(100, 100, 1024 * 1024, 64 * 1024))
                        .frame(RefusedFrameIT::frame)
                        .start();
                TestSocket live = hub.open("as=alice")) {
            String cursor = hub.cursor();

            // When it is shown, then not, and is not again
            hub.put("a", 1, "alice", "NEAR", "");
            hub.put("a", 2, "alice", "NEAR", way);
            hub.put("a", 3, "alice", "NEAR", way);
            hub.put("never", 1, "alice", "NEAR", way);
            hub.put("last", 1, "alice", "NEAR", "");

            // Then
            List<String> expected = List.of("created a", "left a", "left a", "created last");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(told(live)).isEqualTo(expected));
            try (TestSocket ring = hub.open("as=alice&since=" + cursor)) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(told(ring)).isEqualTo(expected));
            }
            assertThat(hub.metric("howdah.push.recoveries", "source", "ring")).isEqualTo(1);

            // When the ring has forgotten it
            String end = hub.feed().end();
            for (int i = 0; i < 8; i++) {
                hub.put("other" + i, 1, "bob", "NEAR", "x".repeat(10_000));
            }
            await().atMost(PATIENCE).until(() -> hub.feed().start().compareTo(end) > 0);

            // Then
            try (TestSocket stream = hub.open("as=alice&since=" + cursor);
                    TestSocket snapshot = hub.open("as=alice&snapshot=true")) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(told(stream)).isEqualTo(expected));
                assertThat(hub.metric("howdah.push.recoveries", "source", "stream"))
                        .isEqualTo(1);
                await().atMost(PATIENCE)
                        .until(() -> snapshot.received().stream().anyMatch(frame -> frame.contains("snapshot.end")));
                assertThat(told(snapshot)).containsExactly("item last");
            }

            // When it may be shown again
            hub.put("a", 4, "alice", "NEAR", "");

            // Then
            await().atMost(PATIENCE).until(() -> told(live).contains("updated a"));
        }
    }

    private static void frame(Exchange exchange) {
        Map<?, ?> ride = exchange.getMessage().getBody(Map.class);
        switch (String.valueOf(ride.get("note"))) {
            case "stop" -> exchange.setRouteStop(true);
            case "fail" -> throw new IllegalArgumentException("not this one");
            case "nothing" -> exchange.getMessage().setBody(null);
            case "no object" -> exchange.getMessage().setBody(42);
            default -> {
                // Shown as it is.
            }
        }
    }

    /** What a client was told of documents: the last word of the type, and the key. */
    private static List<String> told(TestSocket client) {
        return client.received().stream()
                .map(RefusedFrameIT::parse)
                .filter(frame -> frame.has("subject"))
                .map(frame -> frame.path("type").asText().replaceFirst(".*\\.", "") + " "
                        + frame.path("subject").asText())
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
