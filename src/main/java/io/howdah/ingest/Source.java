package io.howdah.ingest;

import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Kafka position of a change, including the topic's ID, which distinguishes a topic from a deleted one of the same
 * name.
 *
 * @param topicId the ID that Kafka assigned to the topic
 * @param partition the partition
 * @param offset the offset in the partition
 * @param time the record's timestamp; for a stored record the latest one of its key in the partition, see {@link
 *     #following}
 * @param base how often the model was rebased; a greater base is newer
 * @param epoch the record's leader epoch, or null if it is not known
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

    /** Creates a source without a known leader epoch. */
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

    /** Returns whether both records are in the same partition, where offsets define the order. */
    boolean isSamePartition(Source other) {
        return base == other.base && topicId.equals(other.topicId) && partition == other.partition;
    }

    /** Returns whether both records are in the same topic, but in different partitions. */
    boolean isOfOtherPartition(Source other) {
        return base == other.base && topicId.equals(other.topicId) && partition != other.partition;
    }

    /** Returns whether both are the same record. */
    boolean isSameRecord(Source other) {
        return isSamePartition(other) && offset == other.offset && compareEpochs(other) == 0;
    }

    /**
     * Returns whether the log was truncated after the other record was read from it: this record reuses its offset, or
     * a later one, under a later leader. A record that is read again keeps its leader epoch.
     */
    boolean isOfTruncatedLog(Source other) {
        return isSamePartition(other) && offset <= other.offset && compareEpochs(other) > 0;
    }

    /** Compares as a comparator does; zero if one of the epochs is not known. */
    private int compareEpochs(Source other) {
        return epoch == null || other.epoch == null ? 0 : epoch.compareTo(other.epoch);
    }

    /**
     * Returns this source as it is stored over an older state of its key, with a time that is not before that of the
     * previous record in its partition. Times therefore never decrease along a partition, and {@link #isAfter} has no
     * cycles.
     *
     * @param before the source of the older state, or null if there is none
     */
    Source following(@Nullable Source before) {
        return before != null && isSamePartition(before) && before.time.isAfter(time)
                ? new Source(topicId, partition, offset, before.time, base, epoch)
                : this;
    }

    /**
     * Returns whether this record is newer than another.
     *
     * <p>In one partition, the leader epoch decides, then the offset; without both epochs, the offset alone. This is
     * consistent because epochs grow with offsets in a log that was not truncated.
     *
     * <p>A producer that keeps a key in one partition never needs the order across partitions. That order uses the
     * latest timestamp of the key in the partition, up to the record. It is a total order of a key's records and does
     * not depend on which was read first: a record that is older than a stored one by the latest timestamp is also
     * older by its own, because everything that the stored record replaced or rejected is older still.
     */
    boolean isAfter(Source other) {
        if (base != other.base) {
            return base > other.base;
        }
        if (!isSamePartition(other)) {
            return ACROSS_PARTITIONS.compare(this, other) > 0;
        }
        int later = compareEpochs(other);
        return later == 0 ? offset > other.offset : later > 0;
    }
}
