package io.howdah.admin.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ingest.SourceRecord;
import io.howdah.ingest.SourceRecord.Position;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Dead letters of one record are summarized as one, and converted back to the record. */
class LetterIndexTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private final LetterIndex index = new LetterIndex(letter -> letter.error().equals("Wanted"));

    @Test
    void lettersOfARecordAndRouteAreSummarized() {
        // Given the same record twice, once by another route, and another record
        index.add(letter(0, AT, Map.of()));
        index.add(letter(1, AT.plusSeconds(1), Map.of()));
        index.add(letter(2, AT, Map.of("howdah.route", "other-ingest")));
        index.add(letter(3, AT, Map.of("howdah.offset", "8")));
        // And a record of the same position before the topic was recreated
        index.add(letter(4, AT, Map.of("howdah.topic.id", "id-0")));

        // Then
        assertThat(index.letters()).hasSize(4);
        assertThat(letterOf("7", "rides-ingest")).satisfies(letter -> {
            assertThat(letter.attempts()).isEqualTo(2);
            assertThat(letter.first()).isEqualTo(AT);
            assertThat(letter.last()).isEqualTo(AT.plusSeconds(1));
            assertThat(letter.location().offset()).isEqualTo(1);
        });
    }

    @Test
    void lastAttemptCountsInAnyOrderOfReading() {
        // Given attempts from several partitions of the dead-letter topic
        index.add(letter(5, AT.plusSeconds(9), attempt(3, "Wanted")));
        index.add(letter(6, AT, attempt(1, "Other")));
        index.add(letter(7, AT.plusSeconds(20), attempt(2, "Other")));

        // Then
        Letter letter = letterOf("7", "rides-ingest");
        assertThat(letter.attempts()).isEqualTo(3);
        assertThat(letter.location().offset()).isEqualTo(5);
        assertThat(letter.first()).isEqualTo(AT);
        assertThat(letter.last()).isEqualTo(AT.plusSeconds(9));
        assertThat(letter.matches()).isTrue();
    }

    @Test
    void onlyTheLastAttemptMustMatch() {
        index.add(letter(0, AT, attempt(1, "Wanted")));
        index.add(letter(1, AT, attempt(2, "Other")));
        assertThat(letterOf("7", "rides-ingest").matches()).isFalse();
    }

    @Test
    void foreignRecordsAreCountedAndSkipped() {
        index.add(record(0, AT, Map.of()));
        index.add(letter(1, AT, Map.of("howdah.offset", "many")));
        assertThat(index.letters()).isEmpty();
        assertThat(index.foreign()).isEqualTo(2);
    }

    @Test
    void headerOverridesTheTimestampAsTimeOfFailure() {
        index.add(letter(0, AT.plusSeconds(5), Map.of("howdah.failed-at", AT.toString())));
        assertThat(letterOf("7", "rides-ingest").last()).isEqualTo(AT);
    }

    @Test
    void recordIsRestoredAsTheIngestReadIt() {
        // Given
        LetterRecord letter = LetterRecord.of(letter(
                        0,
                        AT,
                        Map.of(
                                "howdah.timestamp", "42",
                                "howdah.attempt", "2",
                                "howdah.topic.base", "3",
                                "traceparent", "00-1",
                                "original.HowdahDelete", "true",
                                "original.x", "y")))
                .orElseThrow();

        // When
        SourceRecord source = letter.toSource(2);

        // Then
        assertThat(source.position()).isEqualTo(new Position("rides", 3, 7));
        assertThat(source.time()).isEqualTo(Instant.ofEpochMilli(42));
        assertThat(source.attempt()).isEqualTo(2);
        assertThat(source.origin()).isEqualTo(new SourceRecord.Origin("id-1", 3));
        assertThat(source.headers())
                .extracting(header -> header.key())
                .containsExactlyInAnyOrder("traceparent", "HowdahDelete", "original.x");
    }

    @Test
    void sizeOfACutValueIsItsOriginalSize() {
        for (String header : new String[] {"howdah.value.cut", "howdah.value.omitted"}) {
            LetterRecord letter = LetterRecord.of(letter(0, AT, Map.of(header, "5000 bytes, see rides-3@7")))
                    .orElseThrow();
            assertThat(letter.cut()).startsWith("5000 bytes");
            assertThat(letter.size()).isEqualTo(5001);
        }
    }

    @Test
    void statusDependsOnDispositionAndLaterFailures() {
        index.add(letter(0, AT, attempt(2, "Wanted")));
        Letter letter = letterOf("7", "rides-ingest");
        Instant later = AT.plusSeconds(60);

        assertThat(status(letter, LetterStatus.REPLAYED, 2, later, letter.time()))
                .isEqualTo(LetterStatus.REPLAYED);
        assertThat(status(letter, LetterStatus.REPLAYED, 1, later, letter.time()))
                .isEqualTo(LetterStatus.OPEN);
        // The record failed again without a replay, as in a rebuild
        assertThat(status(letter, LetterStatus.REPLAYED, 2, AT.minusSeconds(1), letter.time()))
                .isEqualTo(LetterStatus.OPEN);
        assertThat(status(letter, LetterStatus.DISCARDED, 2, AT.minusSeconds(1), letter.time()))
                .isEqualTo(LetterStatus.DISCARDED);
        // Another record has the position, because the topic was recreated
        assertThat(status(letter, LetterStatus.DISCARDED, 2, later, AT.minusSeconds(99)))
                .isEqualTo(LetterStatus.OPEN);
    }

    private static LetterStatus status(Letter letter, LetterStatus done, int attempts, Instant at, Instant time) {
        return new Disposition(done, attempts, time, at, "me", "").statusOf(letter);
    }

    private Letter letterOf(String offset, String route) {
        LetterId id = new LetterId(new Position("rides", 3, Long.parseLong(offset)), "id-1", route);
        Optional<Letter> found = index.letters().stream()
                .filter(letter -> letter.id().equals(id))
                .findFirst();
        return found.orElseThrow();
    }

    private static Map<String, String> attempt(int number, String error) {
        return Map.of("howdah.attempt", String.valueOf(number), "howdah.error.class", error);
    }

    private static ConsumerRecord<byte[], byte[]> letter(long offset, Instant at, Map<String, String> headers) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "howdah.topic", "rides",
                "howdah.topic.id", "id-1",
                "howdah.partition", "3",
                "howdah.offset", "7",
                "howdah.route", "rides-ingest",
                "howdah.timestamp", "1000"));
        all.putAll(headers);
        return record(offset, at, all);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, Instant at, Map<String, String> headers) {
        RecordHeaders written = new RecordHeaders();
        headers.forEach((name, value) -> written.add(name, value.getBytes(UTF_8)));
        return new ConsumerRecord<>(
                "rides.dlq",
                0,
                offset,
                at.toEpochMilli(),
                TimestampType.CREATE_TIME,
                1,
                3,
                "k".getBytes(UTF_8),
                "abc".getBytes(UTF_8),
                written,
                Optional.empty());
    }
}
