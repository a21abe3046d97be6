package io.howdah.ingest;

import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Where a change came from, in a form that tells a topic from an older one of its name.
 *
 * @param topicId the id that Kafka gave the topic
 * @param partition the partition
 * @param offset the offset in the partition
 * @param time the record's timestamp; of a stored one the latest of the key in the partition, see {@link #over}
 * @param base how often the model was rebased, so that what came after counts as newer
 * @param epoch the leader epoch with which the record stands in the log, or null if that is not known
 */
record Source(
        String topicId,
        int partition,
        long offset,
        Instant time,
        int base,
        @Nullable Integer epoch) {

    private static final Comparator<Source> ACROSS_PARTITIONS =
            Comparator.comparing(Source::time).thenComparing(Source::topicId).thenComparing(Source::partition);

    /** Creates one of an unknown leader epoch. */
    Source(String topicId, int partition, long offset, Instant time, int base) {
        this(topicId, partition, offset, time, base, null);
    }

    static Source of(Document stored) {
        Date time = stored.getDate("time");
        return new Source(
                stored.getString("topicId"),
                stored.getInteger("partition"),
                stored.getLong("offset"),
                time == null ? Instant.EPOCH : time.toInstant(),
                stored.getInteger("base", 0),
                stored.getInteger("epoch"));
    }

    Document toDocument() {
        Document stored = new Document("topicId", topicId)
                .append("partition", partition)
                .append("offset", offset)
                .append("time", Date.from(time));
        if (base != 0) {
            stored.append("base", base);
        }
        return epoch == null ? stored : stored.append("epoch", epoch);
    }

    /** Whether both are in one partition, where offsets tell their order. */
    boolean isSamePartition(Source other) {
        return base == other.base && topicId.equals(other.topicId) && partition == other.partition;
    }

    /** Whether both are of one topic, but not of one partition. */
    boolean isOfOtherPartition(Source other) {
        return base == other.base && topicId.equals(other.topicId) && partition != other.partition;
    }

    /** Whether both are one and the same record. */
    boolean isSameRecord(Source other) {
        return isSamePartition(other) && offset == other.offset && comparedByEpoch(other) == 0;
    }

    /**
     * Whether the log was truncated after the other record was read from it: its offset, or a later one, was given again, under a
     * later leader. A record that is read again has the leader epoch that it had before.
     */
    boolean isOfTruncatedLog(Source other) {
        return isSamePartition(other) && offset <= other.offset && comparedByEpoch(other) > 0;
    }

    /** Negative, zero or positive as for a comparator; zero if one of the epochs is not known. */
    private int comparedByEpoch(Source other) {
        return epoch == null || other.epoch == null ? 0 : epoch.compareTo(other.epoch);
    }

    /**
     * Return this record as it is stored over an older state of its key: its time is not before that of the record it follows in its
     * partition. So times never go back along a partition, and {@link #isAfter} has no cycle.
     *
     * @param before the record that the older state came from, or null if there is none
     */
    Source over(@Nullable Source before) {
        return before != null && isSamePartition(before) && before.time.isAfter(time)
                ? new Source(topicId, partition, offset, before.time, base, epoch)
                : this;
    }

    /**
     * Whether this record came after another. In one partition the leader epoch tells, and the offset where both have the same or one
     * is not known: within a log that was not truncated epochs grow with offsets. Records of different partitions, which a
     * producer that keeps a key in its partition does not write, are ordered by the latest timestamp of the key in the partition up
     * to the record. That is a total order of the records of a key that does not depend on which was read first: a record that is
     * compared with a stored one of another partition is older by its own timestamp if it is by the latest one, since whatever the
     * stored record has displaced or kept out is older than that.
     */
    boolean isAfter(Source other) {
        if (base != other.base) {
            return base > other.base;
        }
        if (!isSamePartition(other)) {
            return ACROSS_PARTITIONS.compare(this, other) > 0;
        }
        int later = comparedByEpoch(other);
        return later == 0 ? offset > other.offset : later > 0;
    }
}
