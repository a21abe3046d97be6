package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.testing.Docs;
import io.howdah.testing.RunningApplication;
import io.howdah.testing.TestTopics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hand-written fields of docs/commands.md, followed to the letter. */
class RouteFieldsGuideIT {

    private static final String PAGE = "docs/commands.md";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static RunningApplication howdah;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        howdah = RunningApplication.folder(
                Docs.writeFiles(PAGE, "my-lockers", folder), Map.of(), List.of("lockers.commands-topic"));
    }

    @AfterAll
    static void stop() {
        howdah.close();
    }

    @Test
    void fieldIsAnsweredByItsRoute() throws Exception {
        assertThat(howdah.query(query("days: 4"))).isEqualTo(documented("\"amount\":\"12\""));
    }

    @Test
    void refusalOfARouteIsShownWithItsPath() throws Exception {
        assertThat(anonymous(howdah.query(query("days: 40")))).isEqualTo(anonymous(documented("30 days at most")));
    }

    /** The same without what differs in each request. */
    private static JsonNode anonymous(JsonNode answer) {
        assertThat(((ObjectNode) answer.at("/errors/0/extensions"))
                        .remove("correlationId")
                        .asText())
                .isNotEmpty();
        return answer;
    }

    @Test
    void commandIsInTheTopicWhenItIsAnswered() throws Exception {
        // When
        JsonNode answer = JSON.readTree(
                howdah.post(query("openLocker"), "alice", "7c9e6679").body());

        // Then
        assertThat(answer).isEqualTo(documented("\"openLocker\":"));
        List<ConsumerRecord<byte[], byte[]>> commands = TestTopics.readAll(howdah.topic("lockers.commands-topic"));
        assertThat(commands).hasSize(1);
        assertThat(JSON.readTree(commands.get(0).value())).isEqualTo(documented("\"by\":\"alice\""));
        assertThat(new String(commands.get(0).key())).isEqualTo("L-7");
        assertThat(commands.get(0).headers()).noneMatch(header -> header.key().startsWith("Howdah"));

        // And an anonymous client is refused, and no command is sent
        JsonNode refused = JSON.readTree(howdah.post(query("openLocker"), "").body());
        assertThat(refused.at("/errors/0/extensions/code").asText()).isEqualTo("FORBIDDEN");
        assertThat(refused.at("/errors/0/path/0").asText()).isEqualTo("openLocker");
        assertThat(TestTopics.readAll(howdah.topic("lockers.commands-topic"))).hasSize(1);
    }

    private static String query(String containing) throws Exception {
        return JSON.readTree(Docs.block(PAGE, "sh", containing).curlBody())
                .path("query")
                .asText();
    }

    private static JsonNode documented(String containing) throws Exception {
        return JSON.readTree(Docs.block(PAGE, "json", containing).text());
    }
}
