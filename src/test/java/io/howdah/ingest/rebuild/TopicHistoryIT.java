package io.howdah.ingest.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.howdah.config.KafkaSettings;
import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.ingest.kafka.Topics;
import io.howdah.ingest.rebuild.Rebuild.Position;
import io.howdah.testing.TestServices;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicHistoryIT {

    private final String topic = TestServices.uniqueName("history");
    private final Map<String, Object> connection = Map.of("bootstrap.servers", TestServices.brokers());
    private final Topics topics =
            new Topics(new KafkaClients(new KafkaSettings(TestServices.brokers(), "howdah", Map.of())));
    private final Admin admin = Admin.create(connection);

    @BeforeEach
    void createTopic() throws Exception {
        make(topic);
    }

    @AfterEach
    void close() {
        admin.close();
        topics.close();
    }

    @Test
    void addedPartitionIsSeenImmediately() throws Exception {
        try (TopicHistory history = history(topic)) {
            // Given a reader that knows the topic
            assertThat(history.whole()).hasSize(2);

            // When
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3)))
                    .all()
                    .get();

            // Then
            await().untilAsserted(() ->
                    assertThat(history.whole()).extracting(Position::partition).containsExactly(0, 1, 2));
        }
    }

    @Test
    void recreatedTopicHasAnotherId() throws Exception {
        try (TopicHistory history = history(topic)) {
            List<Position> before = history.whole();

            // When
            admin.deleteTopics(List.of(topic)).all().get();
            await().ignoreExceptions().until(() -> {
                make(topic);
                return true;
            });

            // Then
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThatThrownBy(() -> Extension.of(before, history.whole(), true))
                            .hasMessageContaining("was recreated"));
        }
    }

    @Test
    void missingTopicIsRejected() {
        String missing = TestServices.uniqueName("missing");
        try (TopicHistory history = history(missing)) {
            assertThatThrownBy(history::whole)
                    .isInstanceOf(RebuildRefusedException.class)
                    .hasMessageContaining("topic " + missing + " does not exist");
        }
    }

    @Test
    void compactionIsDetected() throws Exception {
        assertThat(topics.isCompacted(topic)).isFalse();
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("cleanup.policy", "compact,delete"), AlterConfigOp.OpType.SET))))
                .all()
                .get();
        await().until(() -> topics.isCompacted(topic));
    }

    @Test
    void rebuildWaitsForUnreachableKafka() {
        // Given brokers whose name cannot be resolved at first
        AtomicInteger tries = new AtomicInteger();
        RebuildRetries patience = new RebuildRetries("Ride");
        Rebuild begun = SomeRebuild.full(Rebuild.State.RUNNING, Rebuild.Phase.READING);
        SourceTopics sources = new SourceTopics(
                SomeRebuild.RIDE,
                List.of(),
                topics,
                () -> tries.incrementAndGet() == 1 ? Map.of("bootstrap.servers", "nowhere.invalid:9092") : connection,
                10);

        // When
        try (TopicReading reading =
                new TopicReading(sources, new Progress(null, patience, begun), patience, new DeadLetterLimit(0.5))) {
            // Then
            assertThat(reading.hasSkipped()).isFalse();
            assertThat(tries).hasValue(2);
        }
    }

    private void make(String name) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, 2, (short) 1))).all().get();
    }

    private TopicHistory history(String name) {
        return new TopicHistory(connection, topics::ask, Set.of(name), 100);
    }
}
