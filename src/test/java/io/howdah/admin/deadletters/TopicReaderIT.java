package io.howdah.admin.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ingest.SourceRecord.Position;
import io.howdah.testing.TestServices;
import io.howdah.testing.TestTopics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Topics are read up to their current end, and at single positions. */
class TopicReaderIT {

    private static final int MANY = 9_000;

    private final String topic = TestServices.uniqueName("reader");
    private final TestTopics topics = new TestTopics();
    private final TopicReader reader = new TopicReader(Map.of("bootstrap.servers", TestServices.brokers()));

    @BeforeEach
    void fill() throws Exception {
        topics.create(List.of(topic));
        topics.sendAll(topic, IntStream.range(0, MANY).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v" + i)));
    }

    @AfterEach
    void close() {
        reader.close();
        topics.close();
    }

    @Test
    void wholeTopicIsReadOnce() {
        List<String> keys = new ArrayList<>();
        reader.read(topic, record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
        assertThat(keys).hasSize(MANY).doesNotHaveDuplicates();
    }

    @Test
    void readsOnlyRecordsAfterTheOffsets() throws Exception {
        // Given
        Map<TopicPartition, Long> ends = reader.ends(topic);
        assertThat(ends).hasSize(4);
        topics.send(topic, "late", "v");

        // When
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        reader.read(ends, records::add);

        // Then
        assertThat(records).hasSize(1);
    }

    @Test
    void readsRecordsAtPositions() {
        // Given the first and the last record of each partition, and the one after
        Map<TopicPartition, Long> ends = reader.ends(topic);
        List<Position> positions = ends.entrySet().stream()
                .flatMap(end -> IntStream.of(
                                0, end.getValue().intValue() - 1, end.getValue().intValue())
                        .mapToObj(offset -> new Position(topic, end.getKey().partition(), offset)))
                .toList();

        // When
        Map<Position, ConsumerRecord<byte[], byte[]>> found = reader.read(positions);

        // Then
        assertThat(found).hasSize(8);
        found.forEach((position, record) -> assertThat(record.offset()).isEqualTo(position.offset()));
    }

    @Test
    void missingTopicIsEmpty() {
        String none = TestServices.uniqueName("none");
        reader.read(none, record -> {
            throw new AssertionError(record);
        });
        assertThat(reader.ends(none)).isEmpty();
    }
}
