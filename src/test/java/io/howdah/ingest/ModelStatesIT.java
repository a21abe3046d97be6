package io.howdah.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import io.howdah.config.KafkaSettings;
import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.ingest.kafka.Topics;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import io.howdah.testing.WatchedCommands;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the stored topics of offsets, and pauses. */
class ModelStatesIT {

    private final String first = TestServices.uniqueName("first");
    private final String second = TestServices.uniqueName("second");
    private final String database = TestServices.uniqueName("states");
    private final WatchedCommands finds = new WatchedCommands("find");
    private final MongoClient mongo = finds.client();
    private final Topics topics =
            new Topics(new KafkaClients(new KafkaSettings(TestServices.brokers(), "states", Map.of())));
    private final ModelStates states = new ModelStates(mongo.getDatabase(database), topics);

    @BeforeEach
    void createTopics() throws Exception {
        try (TestTopics made = new TestTopics()) {
            made.create(List.of(first, second));
        }
    }

    @AfterEach
    void close() {
        mongo.getDatabase(database).drop();
        mongo.close();
        topics.close();
    }

    @Test
    void partWithAnotherTopicWaitsForARebase() {
        // Given
        assertThat(states.base("Driver", "main", topics.get(first))).isZero();
        assertThatThrownBy(() -> states.base("Driver", "main", topics.get(second)))
                .isInstanceOf(ModelPausedException.class)
                .hasMessageContaining("replaced " + first)
                .hasMessageContaining("howdah model rebase Driver");

        // When
        assertThat(states.rebase("Driver", Map.of("main", second))).containsExactly("main");

        // Then
        assertThat(states.base("Driver", "main", topics.get(second))).isEqualTo(1);
        assertThat(states.rebase("Driver", Map.of("main", second))).isEmpty();
    }

    @Test
    void statesAreReadWithMajority() {
        // When
        var unused = states.base("Driver", "main", topics.get(first));
        states.requireRunning("Driver");
        states.rebase("Driver", Map.of("main", second));

        // Then
        assertThat(finds.seen())
                .isNotEmpty()
                .extracting(WatchedCommands::readConcern)
                .containsOnly("majority");
    }

    @Test
    void partWithATruncatedLogWaitsForARebase() {
        // Given
        assertThat(states.base("Driver", "main", topics.get(first))).isZero();

        // When
        states.truncated("Driver", "main", 0, "partition 2 was truncated");

        // Then
        assertThatThrownBy(() -> states.base("Driver", "main", topics.get(first)))
                .isInstanceOf(ModelPausedException.class)
                .hasMessage("partition 2 was truncated");
        assertThat(states.states())
                .singleElement()
                .satisfies(state -> assertThat(state.paused()).contains("partition 2 was truncated"));
        assertThat(states.resume("Driver")).isFalse();

        // When
        assertThat(states.rebase("Driver", Map.of("main", first))).containsExactly("main");

        // Then the part continues, also in a process with records read before
        assertThat(states.base("Driver", "main", topics.get(first))).isEqualTo(1);
        states.truncated("Driver", "main", 0, "partition 2 was truncated");
        assertThat(states.base("Driver", "main", topics.get(first))).isEqualTo(1);
        assertThat(states.rebase("Driver", Map.of("main", first))).isEmpty();
        states.truncated("Driver", "main", 1, "partition 3 was truncated");
        assertThatThrownBy(() -> states.base("Driver", "main", topics.get(first)))
                .hasMessage("partition 3 was truncated");
    }

    @Test
    void partWithoutATopicIsUnchanged() {
        assertThat(states.base("Driver", "main", topics.get(first))).isZero();
        assertThat(states.rebase("Driver", Map.of())).isEmpty();
    }
}
