package io.howdah.ingest.rebuild;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.howdah.ingest.rebuild.Rebuild.Counts;
import io.howdah.ingest.rebuild.Rebuild.State;
import io.howdah.store.Pointer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Progress of a model's rebuild for operators. Fields after {@code former} are absent if there was no rebuild.
 *
 * @param model the model's name
 * @param collection the current collection
 * @param former the former collections that still exist
 * @param state running, interrupted, stopped, failed or done
 * @param phase reading, carrying_over, switching, switched, dropping
 * @param inPlace whether the current collection is written
 * @param key the key whose records are reapplied
 * @param since the time from which records are reapplied, ISO 8601
 * @param shadow the new collection
 * @param owner the process that runs it
 * @param read records read
 * @param total records to read, as far as it is known
 * @param recordsPerSecond the rate since this start
 * @param secondsLeft the remaining time at that rate; absent if it is not known
 * @param applied records whose documents were written
 * @param collapsed records that a newer one replaced
 * @param stale records that were not newer than the stored document
 * @param deadLettered records that went to the dead-letter topic
 * @param carriedOver documents copied from the old collection
 * @param startedAt when it started, ISO 8601
 * @param endedAt when it ended
 * @param reason why it stopped, failed or waits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RebuildReport(
        String model,
        String collection,
        List<String> former,
        @Nullable String state,
        @Nullable String phase,
        @Nullable Boolean inPlace,
        @Nullable String key,
        @Nullable String since,
        @Nullable String shadow,
        @Nullable String owner,
        @Nullable Long read,
        @Nullable Long total,
        @Nullable Long recordsPerSecond,
        @Nullable Long secondsLeft,
        @Nullable Long applied,
        @Nullable Long collapsed,
        @Nullable Long stale,
        @Nullable Long deadLettered,
        @Nullable Long carriedOver,
        @Nullable String startedAt,
        @Nullable String endedAt,
        @Nullable String reason) {

    static RebuildReport of(Pointer pointer, Optional<Rebuild> rebuild, boolean silent) {
        List<String> former =
                pointer.former().stream().map(Pointer.Former::collection).toList();
        if (rebuild.isEmpty()) {
            return new RebuildReport(
                    pointer.model(),
                    pointer.collection(),
                    former,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
        Rebuild last = rebuild.get();
        boolean alive = last.state() == State.RUNNING && !silent;
        Counts counts = last.counts();
        long rate = rate(last);
        long left = last.total() - last.read();
        return new RebuildReport(
                pointer.model(),
                pointer.collection(),
                former,
                silent ? "interrupted" : word(last.state()),
                word(last.phase()),
                last.isInPlace(),
                last.plan().key(),
                text(last.plan().since()),
                last.plan().shadow(),
                last.lease().owner(),
                last.read(),
                last.total(),
                rate,
                alive && rate > 0 ? left / rate : null,
                counts.applied(),
                counts.collapsed(),
                counts.stale(),
                counts.deadLettered(),
                counts.carriedOver(),
                last.startedAt().toString(),
                text(last.endedAt()),
                last.reason() == null ? last.lease().trouble() : last.reason());
    }

    /** Returns the rate by the owner's clock, as of its last heartbeat. */
    private static long rate(Rebuild last) {
        Instant until = last.endedAt() == null ? last.lease().beat() : last.endedAt();
        long ms = Math.max(1, Duration.between(last.lease().since(), until).toMillis());
        return (last.read() - last.lease().readBefore()) * 1000 / ms;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
