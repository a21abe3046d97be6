package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.testing.Docs;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTopics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/add-a-domain.md, followed to the letter: its files, events, query and payload transform; and docs/hooks.md. */
public class AddADomainIT {

    private static final String PAGE = "docs/add-a-domain.md";
    private static final String HOOKS = "docs/hooks.md";
    private static final String TOPIC = "parcels.topic";
    /** For the slowest machine; a test that holds never waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    private static RunningApplication howdah;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path app = Docs.writeFiles(PAGE, "my-app", folder);
        Files.writeString(app.resolve("routes/hooks.camel.yaml"), documentedHooks());
        howdah = RunningApplication.folder(app, Map.of(), List.of(TOPIC));
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void eventBecomesTheDocumentedFrameAndAnswer() throws Exception {
        try (NotificationClient client = howdah.subscribe("parcels")) {
            // When
            Line event = Line.of("kcat -P", "P-1001|");
            howdah.send(TOPIC, event.key(), event.value());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(client.frames(event.key())).isNotEmpty());

            // Then
            JsonNode documented =
                    JSON.readTree(Docs.block(PAGE, "json", "\"specversion\"").text());
            assertThat(steady(client.frames(event.key()).get(0))).isEqualTo(steady(documented));

            // And
            Docs.Block query = Docs.block(PAGE, "sh", "/graphql");
            String answer = Docs.block(PAGE, "json", "\"data\":{\"parcel\"").text();
            ObjectNode masked = (ObjectNode) JSON.readTree(answer);
            ((ObjectNode) masked.at("/data/parcel")).put("customerId", "***");
            assertThat(howdah.query(query)).isEqualTo(masked);
            assertThat(howdah.query("{ parcel(id: \"P-1001\") { doorCode } }").has("errors"))
                    .isTrue();

            // And a null value deletes it
            howdah.send(TOPIC, event.key(), (String) null);
            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode last = client.frames(event.key())
                        .get(client.frames(event.key()).size() - 1);
                assertThat(last.path("type").asText()).isEqualTo("io.howdah.parcels.deleted");
                assertThat(last.has("data")).isFalse();
            });
        }
    }

    @Test
    void wrongRecordGoesToTheDeadLettersWithTheDocumentedReason() throws Exception {
        // When
        Line event = Line.of("kcat -P", "P-1002|");
        howdah.send(TOPIC, event.key(), event.value());
        String deadLetters = howdah.topic(TOPIC) + ".dlq";
        await().atMost(PATIENCE).until(() -> !TestTopics.readAll(deadLetters).isEmpty());

        // Then
        ConsumerRecord<byte[], byte[]> letter = TestTopics.readAll(deadLetters).get(0);
        assertThat(letter.value()).asString(StandardCharsets.UTF_8).isEqualTo(event.value());
        Header reason = letter.headers().lastHeader("howdah.error.message");
        assertThat(Docs.text(PAGE)).contains("`" + new String(reason.value(), StandardCharsets.UTF_8) + "`");
    }

    @Test
    void documentedStepRefuses() throws Exception {
        assertThat(howdah.query("{ refuseMe: __typename }")
                        .at("/errors/0/message")
                        .asText())
                .isEqualTo("Closed for maintenance");
    }

    /** The two hooks of docs/hooks.md; the refusal only for one query. */
    private static String documentedHooks() {
        String refusing = Docs.block(HOOKS, "yaml", "id: refuse").text();
        int step = refusing.indexOf("        - throwException:");
        String guard = """
                        - filter:
                            id: to-be-refused
                            expression:
                              simple:
                                expression: ${body.query} contains 'refuseMe'
                            steps:
                """;
        return Docs.block(HOOKS, "yaml", "id: mask").text()
                + refusing.substring(0, step)
                + guard
                + refusing.substring(step).indent(6);
    }

    /** A frame without what differs from run to run. */
    private static JsonNode steady(JsonNode frame) {
        assertThat(frame.has("id") && frame.has("time")).isTrue();
        return ((ObjectNode) frame.deepCopy()).without(List.of("id", "time"));
    }

    /** A line that a kcat command of the page reads: key and value. */
    private record Line(String key, String value) {

        static Line of(String command, String start) {
            String line = Docs.blocks(PAGE).stream()
                    .filter(block -> block.text().contains(command))
                    .flatMap(block -> block.text().lines())
                    .filter(each -> each.startsWith(start))
                    .findFirst()
                    .orElseThrow();
            int bar = line.indexOf('|');
            return new Line(line.substring(0, bar), line.substring(bar + 1));
        }
    }
}
