package io.howdah.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;

class PartStateTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void decimalsAreComparedExactly() {
        assertThat(newer(Decimal128.parse("9007199254740993.1"), Decimal128.parse("9007199254740993.2")))
                .isTrue();
        assertThat(newer(Decimal128.parse("1.10"), Decimal128.parse("1.1"))).isFalse();
    }

    @Test
    void offsetsOfOnePartitionOrderWhatHasNoVersion() {
        assertThat(isOlder(source("t", 0, 5, 0, 0), source("t", 0, 6, 0, 0))).isTrue();
        assertThat(isOlder(source("t", 0, 5, 0, 0), source("t", 0, 5, 0, 0))).isFalse();
        assertThat(isOlder(source("t", 0, 5, 0, 0), source("t", 0, 4, 9, 0))).isFalse();
    }

    @Test
    void timesOrderWhatStoodInOtherPartitions() {
        assertThat(isOlder(source("t", 0, 500, 1, 0), source("t", 3, 2, 2, 0))).isTrue();
        assertThat(isOlder(source("t", 0, 500, 2, 0), source("t", 3, 2, 1, 0))).isFalse();
    }

    @Test
    void whatWasReadAfterARebaseIsNewer() {
        assertThat(isOlder(source("old", 0, 500, 9, 0), source("new", 0, 0, 1, 1)))
                .isTrue();
        assertThat(isOlder(source("new", 0, 0, 1, 1), source("old", 0, 500, 9, 0)))
                .isFalse();
        assertThat(isOlder(source("new", 0, 0, 1, 1), source("old", 0, 500, 9, -1)))
                .isFalse();
    }

    @Test
    void orderOfReadingDoesNotMatter() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            sources.add(source("t", i % 3, i, i / 2, 0));
        }
        Source last = null;
        for (int round = 0; round < 50; round++) {
            Collections.shuffle(sources, random);
            PartState state = new PartState(0L, sources.get(0), false, false);
            // Read twice, as after a crash
            for (int pass = 0; pass < 2; pass++) {
                for (Source source : sources) {
                    RecordChange change = change(source, source.offset());
                    state = state.isOlderThan(change, false, false) ? PartState.after(change, state) : state;
                }
            }
            assertThat(state.source()).as("seed %d", seed).isEqualTo(last == null ? state.source() : last);
            last = state.source();
        }
    }

    @Test
    void survivesBeingStored() {
        PartState state = new PartState(7L, source("t", 1, 2, 3, 4), true, true);
        Document stored = new Document();
        state.mark(stored);
        assertThat(PartState.of(7L, stored)).isEqualTo(state);
    }

    @Test
    void whatIsAppliedAgainIsTheRecordItselfAndNoOlderOneOfItsVersion() {
        PartState state = new PartState(7L, source("t", 1, 20, 5, 0), false, false);
        assertThat(isReapplied(state, source("t", 1, 20, 5, 0))).isTrue();
        assertThat(isReapplied(state, source("t", 1, 19, 5, 0))).isFalse();
        assertThat(isReapplied(state, source("t", 1, 21, 5, 0))).isTrue();
        assertThat(isReapplied(state, source("t", 0, 40, 6, 0))).isFalse();

        // A tombstone, too, comes from its record alone
        PartState tombstone = new PartState(7L, source("t", 1, 20, 5, 0), true, false);
        assertThat(isReapplied(tombstone, source("t", 1, 20, 5, 0))).isTrue();
        assertThat(isReapplied(tombstone, source("t", 1, 21, 5, 0))).isFalse();
    }

    private static boolean isReapplied(PartState state, Source source) {
        return state.isOlderThan(change(source, 7L), true, true);
    }

    private static boolean newer(Object stored, Object version) {
        PartState state = new PartState(stored, source("t", 0, 5, 0, 0), false, false);
        return state.isOlderThan(change(source("t", 0, 4, 0, 0), version), true, false);
    }

    private static boolean isOlder(Source stored, Source source) {
        return new PartState(stored.offset(), stored, false, false)
                .isOlderThan(change(source, source.offset()), false, false);
    }

    private static RecordChange change(Source source, Object version) {
        SourceRecord record = new SourceRecord(
                new SourceRecord.Place("t", source.partition(), source.offset()),
                AT,
                null,
                null,
                new RecordHeaders(),
                null,
                0);
        return new RecordChange("k", "main", new Document(), version, source, AT, null, record);
    }

    private static Source source(String topicId, int partition, long offset, int second, int base) {
        return new Source(topicId, partition, offset, AT.plusSeconds(second), base);
    }
}
