package io.howdah.ingest.rebuild;

import java.time.Instant;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;
import org.jspecify.annotations.Nullable;

/**
 * State of a model's last rebuild in the ledger, from which another process can report and resume it. Public for
 * MongoDB's record codec.
 *
 * @param model the model's name
 * @param state whether it runs
 * @param phase the current or last phase
 * @param plan the request
 * @param lease the process that runs it
 * @param positions how far each partition was read
 * @param counts what happened to the records
 * @param startedAt when it first started
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

    /**
     * State of a rebuild. If it is RUNNING without heartbeats, it is interrupted, see {@link
     * io.howdah.store.SilentHolders}.
     */
    public enum State {
        RUNNING,
        STOPPED,
        FAILED,
        DONE
    }

    /** Phases in their order. */
    public enum Phase {
        READING,
        CARRYING_OVER,
        SWITCHING,
        SWITCHED,
        DROPPING
    }

    /**
     * Request and plan.
     *
     * @param base the collection in the SDL
     * @param shadow the new collection, or null for a rebuild in place
     * @param generation the number of the new collection
     * @param keepMissing see {@link RebuildRequest}
     * @param dropOld see {@link RebuildRequest}
     * @param key see {@link RebuildRequest}, or null
     * @param since see {@link RebuildRequest}, or null
     * @param fingerprint the fingerprint of routes and SDL; others would produce other documents
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
     * Lease of the process that runs the rebuild.
     *
     * @param epoch incremented with each start, so that a process that lost the lease cannot write any more
     * @param owner the process
     * @param beat the last heartbeat, by the process's clock
     * @param since when this start happened
     * @param readBefore records read before this start
     * @param stop whether an operator has requested a stop
     * @param trouble the failure that it waits for, or null
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
     * Position in a partition.
     *
     * @param topic the topic
     * @param topicId the ID that Kafka assigned, which distinguishes recreated topics
     * @param partition the partition
     * @param begin the first offset that was read
     * @param next the next offset to read
     * @param end the end, as far as it is known
     */
    public record Position(String topic, String topicId, int partition, long begin, long next, long end) {}

    /**
     * Numbers of records by outcome.
     *
     * @param applied records whose documents were written
     * @param collapsed records that a newer one replaced
     * @param stale records that were not newer than the stored document
     * @param deadLettered records that went to the dead-letter topic
     * @param carriedOver documents copied from the old collection
     */
    public record Counts(long applied, long collapsed, long stale, long deadLettered, long carriedOver) {}

    /** Returns whether the new collection is in use, so that only cleanup is left. */
    boolean isSwitched() {
        return phase == Phase.SWITCHED || phase == Phase.DROPPING;
    }

    /** Returns whether it can be resumed or must be given up. */
    boolean isUnfinished() {
        return state != State.DONE && !(state == State.FAILED && isInPlace());
    }

    boolean isInPlace() {
        return plan.shadow() == null;
    }

    /** Returns the number of records read so far. */
    long read() {
        return positions.stream()
                .mapToLong(position -> position.next() - position.begin())
                .sum();
    }

    /** Returns the number of records to read, as far as it is known. */
    long total() {
        return positions.stream()
                .mapToLong(position -> Math.max(position.end(), position.next()) - position.begin())
                .sum();
    }
}
