package io.howdah.ingest.rebuild;

import java.time.Instant;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/**
 * A model's last rebuild as the ledger keeps it, so that another process can tell how far it is, and go on with it. It
 * is public for MongoDB's codec of records.
 *
 * @param model the model's name
 * @param state whether it runs
 * @param phase what it does, or did last
 * @param plan what was asked for
 * @param lease who runs it
 * @param positions how far each partition was read
 * @param counts what became of the records
 * @param startedAt when it was begun first
 * @param endedAt when it ended, or null while it runs
 * @param reason why it stopped or failed, or null
 */
public record Rebuild(
        @BsonId String model,
        State state,
        Phase phase,
        Plan plan,
        Run lease,
        List<Position> positions,
        Counts counts,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String reason) {

    /** Whether it runs; what is RUNNING and not heard of is interrupted, see {@link io.howdah.store.SilentHolders}. */
    public enum State {
        RUNNING,
        STOPPED,
        FAILED,
        DONE
    }

    /** What is done, in the order of a rebuild. */
    public enum Phase {
        READING,
        CARRYING_OVER,
        SWITCHING,
        SWITCHED,
        DROPPING
    }

    /**
     * What was asked for.
     *
     * @param base the collection that the SDL names
     * @param shadow the collection that is filled, or null where the present one is written in place
     * @param generation the number of the shadow
     * @param keepMissing see {@link RebuildRequest}
     * @param dropOld see {@link RebuildRequest}
     * @param key see {@link RebuildRequest}, or null
     * @param since see {@link RebuildRequest}, or null
     * @param fingerprint what the routes and the SDL were like; by others it would make other documents
     */
    public record Plan(
            String base,
            @Nullable String shadow,
            int generation,
            boolean keepMissing,
            boolean dropOld,
            @Nullable String key,
            @Nullable Instant since,
            String fingerprint) {}

    /**
     * Who runs it.
     *
     * @param epoch one more at each start, so that a process that lost it cannot write any more
     * @param owner the process
     * @param beat when it was last heard of, by its clock
     * @param since when this start was
     * @param readBefore records that were read before this start
     * @param stop whether it is asked to stop
     * @param trouble what it waits for, or null
     */
    public record Run(
            long epoch,
            String owner,
            Instant beat,
            Instant since,
            long readBefore,
            boolean stop,
            @Nullable String trouble) {}

    /**
     * How far a partition was read.
     *
     * @param topic its topic
     * @param topicId the id that Kafka gave the topic, which tells it from another one of its name
     * @param partition its number
     * @param begin the offset that reading began with
     * @param next the offset that is read next
     * @param end the offset that ends it, as known by now
     */
    public record Position(String topic, String topicId, int partition, long begin, long next, long end) {}

    /**
     * What became of the records.
     *
     * @param applied records whose documents were written
     * @param collapsed records that a newer one made needless
     * @param stale records that were not newer than what was stored
     * @param deadLettered records that went to the dead-letter topic
     * @param carriedOver documents that were carried over from the old collection
     */
    public record Counts(long applied, long collapsed, long stale, long deadLettered, long carriedOver) {}

    /** Whether the new collection is the present one, so that only cleaning up is left. */
    boolean isSwitched() {
        return phase == Phase.SWITCHED || phase == Phase.DROPPING;
    }

    /** Whether it has left something that is to be gone on with, or given up. */
    boolean isUnfinished() {
        return state != State.DONE && !(state == State.FAILED && isInPlace());
    }

    boolean isInPlace() {
        return plan.shadow() == null;
    }

    /** Records that were read so far. */
    long read() {
        return positions.stream()
                .mapToLong(position -> position.next() - position.begin())
                .sum();
    }

    /** Records that there are to read, as known by now. */
    long total() {
        return positions.stream()
                .mapToLong(position -> Math.max(position.end(), position.next()) - position.begin())
                .sum();
    }
}
