package io.howdah.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.RepeatedTest;
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
    void offsetsOrderRecordsOfOnePartition() {
        assertThat(isOlder(source("t", 0, 5, 0, 0), source("t", 0, 6, 0, 0))).isTrue();
        assertThat(isOlder(source("t", 0, 5, 0, 0), source("t", 0, 5, 0, 0))).isFalse();
        assertThat(isOlder(source("t", 0, 5, 0, 0), source("t", 0, 4, 9, 0))).isFalse();
    }

    @Test
    void timesOrderRecordsOfDifferentPartitions() {
        assertThat(isOlder(source("t", 0, 500, 1, 0), source("t", 3, 2, 2, 0))).isTrue();
        assertThat(isOlder(source("t", 0, 500, 2, 0), source("t", 3, 2, 1, 0))).isFalse();
    }

    @Test
    void recordsAfterARebaseAreNewer() {
        assertThat(isOlder(source("old", 0, 500, 9, 0), source("new", 0, 0, 1, 1)))
                .isTrue();
        assertThat(isOlder(source("new", 0, 0, 1, 1), source("old", 0, 500, 9, 0)))
                .isFalse();
        assertThat(isOlder(source("new", 0, 0, 1, 1), source("old", 0, 500, 9, -1)))
                .isFalse();
    }

    @Test
    void readOrderDoesNotMatter() {
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

    /** Times in a partition may decrease, and a key may change its partition; the order still has no cycle. */
    @RepeatedTest(20)
    void recordsOfSeveralPartitionsConvergeInEveryReadOrder() {
        // Given each partition in offset order, with times that increase and decrease
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<List<Source>> partitions = new ArrayList<>();
        List<Source> inOrder = new ArrayList<>();
        for (int partition = 0; partition < 3; partition++) {
            List<Source> records = new ArrayList<>();
            int latest = 0;
            for (int offset = 0; offset < 4; offset++) {
                int second = random.nextInt(8);
                latest = Math.max(latest, second);
                records.add(source("t", partition, offset, second, 0));
                inOrder.add(source("t", partition, offset, latest, 0));
            }
            partitions.add(records);
        }

        // Then a total order, whose greatest record is the final state
        for (Source one : inOrder) {
            for (Source two : inOrder) {
                assertThat(one.isAfter(two))
                        .as("seed %d: %s, %s", seed, one, two)
                        .isEqualTo(one != two && !two.isAfter(one));
                for (Source three : inOrder) {
                    assertThat(one.isAfter(two) && two.isAfter(three) && !one.isAfter(three))
                            .as("cycle with seed %d: %s, %s, %s", seed, one, two, three)
                            .isFalse();
                }
            }
        }
        Source last = inOrder.stream()
                .reduce((one, two) -> two.isAfter(one) ? two : one)
                .orElseThrow();
        for (int round = 0; round < 50; round++) {
            PartState state = null;
            int[] next = new int[partitions.size()];
            for (int step = 0; step < 200; step++) {
                int partition = random.nextInt(partitions.size());
                List<Source> records = partitions.get(partition);
                // Sometimes a partition is read again from an earlier offset, as after a crash.
                next[partition] = random.nextInt(10) == 0 ? random.nextInt(next[partition] + 1) : next[partition];
                if (next[partition] < records.size()) {
                    Source source = records.get(next[partition]++);
                    RecordChange change = change(source, source.offset());
                    state = state == null || state.isOlderThan(change, false, false)
                            ? PartState.after(change, state)
                            : state;
                }
            }
            assertThat(Arrays.stream(next).sum()).isPositive();
            for (int partition = 0; partition < partitions.size(); partition++) {
                for (; next[partition] < partitions.get(partition).size(); next[partition]++) {
                    Source source = partitions.get(partition).get(next[partition]);
                    RecordChange change = change(source, source.offset());
                    state = state.isOlderThan(change, false, false) ? PartState.after(change, state) : state;
                }
            }
            assertThat(state.source()).as("seed %d", seed).isEqualTo(last);
        }
    }

    @Test
    void laterLeaderEpochAtAKnownOffsetShowsATruncatedLog() {
        Source stored = epoch(100, 4);

        assertThat(epoch(60, 5).isOfTruncatedLog(stored)).isTrue();
        assertThat(epoch(100, 5).isOfTruncatedLog(stored)).isTrue();
        // A repeated record, a following one, and records without an epoch
        assertThat(epoch(60, 4).isOfTruncatedLog(stored)).isFalse();
        assertThat(epoch(60, 3).isOfTruncatedLog(stored)).isFalse();
        assertThat(epoch(100, 4).isOfTruncatedLog(stored)).isFalse();
        assertThat(epoch(101, 5).isOfTruncatedLog(stored)).isFalse();
        assertThat(epoch(60, null).isOfTruncatedLog(stored)).isFalse();
        assertThat(epoch(60, 5).isOfTruncatedLog(epoch(100, null))).isFalse();
        assertThat(new Source("t", 1, 60, AT, 0, 5).isOfTruncatedLog(stored)).isFalse();
        assertThat(new Source("t", 0, 60, AT, 1, 5).isOfTruncatedLog(stored)).isFalse();
    }

    @Test
    void recordOfALaterLeaderIsNewerAndDifferent() {
        assertThat(epoch(60, 5).isAfter(epoch(100, 4))).isTrue();
        assertThat(epoch(100, 4).isAfter(epoch(60, 5))).isFalse();
        assertThat(epoch(60, null).isAfter(epoch(100, 4))).isFalse();
        assertThat(epoch(100, 5).isSameRecord(epoch(100, 4))).isFalse();
        assertThat(epoch(100, 4).isSameRecord(epoch(100, 4))).isTrue();
        assertThat(epoch(100, null).isSameRecord(epoch(100, 4))).isTrue();
    }

    private static Source epoch(long offset, Integer epoch) {
        return new Source("t", 0, offset, AT, 0, epoch);
    }

    @Test
    void survivesBeingStored() {
        for (Source source : List.of(source("t", 1, 2, 3, 4), epoch(2, 9))) {
            PartState state = new PartState(7L, source, true, true);
            Document stored = new Document();
            state.mark(stored);
            assertThat(PartState.of(7L, stored)).isEqualTo(state);
        }
    }

    @Test
    void onlyTheSameRecordIsReapplied() {
        PartState state = new PartState(7L, source("t", 1, 20, 5, 0), false, false);
        assertThat(isReapplied(state, source("t", 1, 20, 5, 0))).isTrue();
        assertThat(isReapplied(state, source("t", 1, 19, 5, 0))).isFalse();
        assertThat(isReapplied(state, source("t", 1, 21, 5, 0))).isTrue();
        assertThat(isReapplied(state, source("t", 0, 40, 6, 0))).isFalse();

        // A tombstone is also reapplied by its own record alone
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
                new SourceRecord.Position("t", source.partition(), source.offset()),
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
