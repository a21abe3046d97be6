package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.push.camel.RunningChannels;
import io.howdah.push.camel.TestSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** A process does not run the notify route for changes that concern none of its clients; those who return miss nothing. */
class SkippedChangesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Queue<String> transformed = new ConcurrentLinkedQueue<>();

    /** Records the keys of transformed documents, and adds to their notes. */
    private final Processor payload = exchange -> {
        Map<String, Object> data = data(exchange);
        transformed.add((String) data.get("id"));
        data.put("note", "shown " + data.get("note"));
    };

    @Test
    void routeRunsOnlyForChangesThatConcernAClient() throws Exception {
        try (RunningChannels running =
                        RunningChannels.options().payload(payload).start();
                TestSocket alice = running.open("as=alice")) {
            // When documents of bob, of alice, and of alice until they become bob's change
            running.put("his", 1, "bob", "NEAR", "");
            running.put("hers", 1, "alice", "NEAR", "");
            running.put("given", 1, "alice", "NEAR", "");
            running.put("given", 2, "bob", "NEAR", "");
            running.put("given", 3, "bob", "NEAR", "");
            running.awaitFollowed();

            // Then
            await().atMost(TIMEOUT).until(() -> types(alice).size() == 4);
            assertThat(types(alice)).containsExactly("ready", "created", "created", "left");
            assertThat(transformed).containsExactly("hers", "given", "given");
            // With the marker of awaitFollowed
            assertThat(running.metric("howdah.push.skipped")).isEqualTo(3);

            // When she is gone
            alice.close();
            await().atMost(TIMEOUT).until(() -> running.channel().joined() == 0);
            running.put("hers", 2, "alice", "NEAR", "");
            running.awaitFollowed();

            // Then
            assertThat(transformed).hasSize(3);
        }
    }

    @Test
    void clientWhoReturnsGetsSkippedChangesOnceEachAndTransformed() throws Exception {
        try (RunningChannels running =
                RunningChannels.options().payload(payload).start()) {
            // Given more changes than one step of a replay, some of them another owner's
            String cursor = running.cursor();
            IntStream.range(0, 300)
                    .forEach(i -> running.put("r" + i, 1, i % 3 == 0 ? "bob" : "alice", "NEAR", "n" + i));
            running.awaitFollowed();
            assertThat(transformed).isEmpty();

            // When two clients return
            try (TestSocket first = running.open("as=alice&since=" + cursor);
                    TestSocket second = running.open("as=alice&since=" + cursor)) {
                running.put("after", 1, "alice", "NEAR", "live");

                // Then
                List<String> expected = IntStream.range(0, 300)
                        .filter(i -> i % 3 != 0)
                        .mapToObj(i -> "shown n" + i)
                        .collect(Collectors.toList());
                expected.add("shown live");
                for (TestSocket client : List.of(first, second)) {
                    await().atMost(TIMEOUT).until(() -> notes(client).contains("shown live"));
                    assertThat(notes(client)).isEqualTo(expected);
                    assertThat(client.received().get(0)).contains("\"recovered\":true");
                    assertThat(types(client)).doesNotContain("resync");
                }
                assertThat(running.metric("howdah.push.recoveries", "source", "ring"))
                        .isEqualTo(2);
                assertThat(transformed).hasSize(expected.size());
            }
        }
    }

    @Test
    void clientGetsAResyncIfASkippedChangeCannotBeShown() throws Exception {
        AtomicBoolean away = new AtomicBoolean(true);
        try (RunningChannels running = RunningChannels.options()
                .payload(exchange -> {
                    if (away.get()) {
                        throw new ConnectException("the service is away");
                    }
                })
                .start()) {
            String cursor = running.cursor();
            running.put("r", 1, "alice", "NEAR", "");
            running.awaitFollowed();

            // When
            try (TestSocket back = running.open("as=alice&since=" + cursor)) {
                // Then
                await().atMost(TIMEOUT).until(() -> types(back).contains("resync"));
                assertThat(running.metric("howdah.push.recoveries", "source", "resync"))
                        .isEqualTo(1);

                // When
                away.set(false);
                running.put("r", 2, "alice", "NEAR", "");

                // Then
                await().atMost(TIMEOUT).until(() -> types(back).contains("updated"));
                assertThat(types(back)).containsExactly("ready", "resync", "updated");
            }
        }
    }

    @Test
    void documentThatIsNotOneOfHowdahsStopsNothing() throws Exception {
        try (RunningChannels running =
                        RunningChannels.options().payload(payload).start();
                TestSocket alice = running.open("as=alice")) {
            running.rides().insertOne(new Document("_id", "bad").append("_h", "no header"));
            running.rides().insertOne(new Document("_id", "worse").append("_h", new Document("was", 1)));
            running.put("hers", 1, "alice", "NEAR", "");

            await().atMost(TIMEOUT).until(() -> types(alice).contains("created"));
        }
    }

    @Test
    void routeThatAsksForItSeesEveryChange() throws Exception {
        try (RunningChannels running =
                RunningChannels.options().payload(payload).every().start()) {
            running.put("his", 1, "bob", "NEAR", "");
            await().atMost(TIMEOUT).untilAsserted(() -> assertThat(transformed).containsExactly("his"));
            assertThat(running.metric("howdah.push.skipped")).isZero();
        }
    }

    @Test
    void routeWithAStepOfTheEngineersSeesEveryChange() throws Exception {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        try (RunningChannels running =
                RunningChannels.options().payload(payload).start()) {
            AdviceWith.adviceWith(
                    running.servers().camel(),
                    "rides-notify",
                    route -> route.weaveById("open-change")
                            .after()
                            .process(
                                    exchange -> seen.add((String) data(exchange).get("id"))));

            // When
            running.put("his", 1, "bob", "NEAR", "");

            // Then
            await().atMost(TIMEOUT).untilAsserted(() -> assertThat(seen).containsExactly("his"));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(Exchange exchange) {
        return exchange.getMessage().getBody(Map.class);
    }

    private static List<String> types(TestSocket socket) {
        return socket.received().stream()
                .map(SkippedChangesIT::json)
                .map(event -> event.path("type").asText())
                .map(type -> type.substring(type.lastIndexOf('.') + 1))
                .filter(type -> !type.equals("position"))
                .toList();
    }

    private static List<String> notes(TestSocket socket) {
        return socket.received().stream()
                .map(event -> json(event).path("data").path("note"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
