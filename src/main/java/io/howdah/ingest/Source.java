package io.howdah.ingest;

import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import org.bson.Document;

/**
 * Where a change came from, in a form that tells a topic from an older one of its name.
 *
 * @param topicId the id that Kafka gave the topic
 * @param partition the partition
 * @param offset the offset in the partition
 * @param time the record's timestamp
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
     * Whether this record came after another. In one partition the offset tells; records of different partitions, which a
     * producer that keeps a key in its partition does not write, are ordered by their timestamps, in a way that does not
     * depend on which was read first.
     */
    boolean isAfter(Source other) {
        if (base != other.base) {
            return base > other.base;
        }
        return isSamePartition(other) ? offset > other.offset : ACROSS_PARTITIONS.compare(this, other) > 0;
    }
}
