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
 */
record Source(String topicId, int partition, long offset, Instant time, int base) {

    private static final Comparator<Source> ACROSS_PARTITIONS =
            Comparator.comparing(Source::time).thenComparing(Source::topicId).thenComparing(Source::partition);

    static Source of(Document stored) {
        Date time = stored.getDate("time");
        return new Source(
                stored.getString("topicId"),
                stored.getInteger("partition"),
                stored.getLong("offset"),
                time == null ? Instant.EPOCH : time.toInstant(),
                stored.getInteger("base", 0));
    }

    Document toDocument() {
        Document stored = new Document("topicId", topicId)
                .append("partition", partition)
                .append("offset", offset)
                .append("time", Date.from(time));
        return base == 0 ? stored : stored.append("base", base);
    }

    /** Whether both are in one partition, where offsets tell their order. */
    boolean isSamePartition(Source other) {
        return base == other.base && topicId.equals(other.topicId) && partition == other.partition;
    }

    /** Whether both are one and the same record. */
    boolean isSameRecord(Source other) {
        return isSamePartition(other) && offset == other.offset;
    }

    /**
     * Return this record as it is stored over an older state of its key: its time is not before that of the record it follows in its
     * partition. So times never go back along a partition, and {@link #isAfter} has no cycle.
     *
     * @param before the record that the older state came from, or null if there is none
     */
    Source over(@Nullable Source before) {
        return before != null && isSamePartition(before) && before.time.isAfter(time)
                ? new Source(topicId, partition, offset, before.time, base)
                : this;
    }

    /**
     * Whether this record came after another. In one partition the offset tells. Records of different partitions, which a
     * producer that keeps a key in its partition does not write, are ordered by the latest timestamp of the key in the partition up
     * to the record. That is a total order of the records of a key that does not depend on which was read first: a record that is
     * compared with a stored one of another partition is older by its own timestamp if it is by the latest one, since whatever the
     * stored record has displaced or kept out is older than that.
     */
    boolean isAfter(Source other) {
        if (base != other.base) {
            return base > other.base;
        }
        return isSamePartition(other) ? offset > other.offset : ACROSS_PARTITIONS.compare(this, other) > 0;
    }
}
