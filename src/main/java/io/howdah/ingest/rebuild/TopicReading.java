package io.howdah.ingest.rebuild;

import io.howdah.ingest.IngestOutcome;
import io.howdah.ingest.IngestRoute;
import io.howdah.ingest.IngestTarget;
import io.howdah.ingest.SourceRecord;
import io.howdah.ingest.rebuild.Rebuild.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.jspecify.annotations.Nullable;

/**
 * Ingests the records of a model's topics through its routes, from the rebuild's positions to the ends of the
 * partitions.
 */
final class TopicReading implements AutoCloseable {

    private static final Duration RETRY_DELAY = Duration.ofMillis(500);

    private final List<IngestRoute> routes;
    private final Progress progress;
    private final RebuildRetries retries;
    private final DeadLetterLimit limit;
    private final IngestTarget target;
    private final byte @Nullable [] key;
    private final TopicHistory history;
    private boolean skipped;

    /** Creates a reading, and waits for Kafka if it is unavailable. */
    TopicReading(SourceTopics topics, Progress progress, RebuildRetries retries, DeadLetterLimit limit) {
        this(topics.routes(), progress, retries, limit, retries.retry(topics::history));
    }

    /** Creates a reading with a reader, which it closes. */
    TopicReading(
            List<IngestRoute> routes,
            Progress progress,
            RebuildRetries retries,
            DeadLetterLimit limit,
            TopicHistory history) {
        this.routes = routes;
        this.progress = progress;
        this.retries = retries;
        this.limit = limit;
        Rebuild rebuild = progress.state();
        this.target = IngestTarget.rebuild(Optional.ofNullable(rebuild.plan().shadow()));
        String text = rebuild.plan().key();
        this.key = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        this.history = history;
        history.seek(rebuild.positions());
    }

    @Override
    public void close() {
        history.close();
    }

    /**
     * Updates the positions with new records and partitions, and with removed records.
     *
     * @throws RebuildRefusedException if the topics lack needed records
     */
    void extend() {
        List<Position> known = progress.state().positions();
        Extension extension = Extension.of(known, retries.retry(history::whole), progress.mayMiss());
        skipped |= extension.skips();
        progress.positions(extension.positions());
        List<Long> next = extension.positions().stream().map(Position::next).toList();
        if (!next.equals(known.stream().map(Position::next).toList())) {
            history.seek(extension.positions());
        }
    }

    /** Returns whether records were removed before they were read, since the last call. */
    boolean hasSkipped() {
        boolean result = skipped;
        skipped = false;
        return result;
    }

    /** Reads up to the known ends. */
    void read() {
        while (progress.state().positions().stream().anyMatch(position -> position.next() < position.end())) {
            retries.check();
            try {
                ingest(retries.retry(history::poll));
                advance();
            } catch (InvalidOffsetException e) {
                // Retention removed the records first: this is either rejected here, or skipped.
                extend();
                history.seek(progress.state().positions());
                retries.pause(RETRY_DELAY);
            }
        }
    }

    /** Goes back to the saved positions after an incomplete read. */
    void rewind() {
        history.seek(progress.state().positions());
    }

    private void ingest(Map<String, List<SourceRecord>> records) {
        for (IngestRoute route : routes) {
            List<SourceRecord> own = records.getOrDefault(route.topic(), List.of()).stream()
                    .filter(record -> key == null || Arrays.equals(key, record.key()))
                    .toList();
            if (!own.isEmpty()) {
                IngestOutcome outcome = retries.retry(() -> route.ingest(own, target));
                progress.add(outcome);
                limit.add(route.id(), own.size(), outcome.deadLettered());
            }
        }
    }

    private void advance() {
        List<Position> known = progress.state().positions();
        List<Position> advanced = retries.retry(() -> known.stream()
                .map(position -> new Position(
                        position.topic(),
                        position.topicId(),
                        position.partition(),
                        position.begin(),
                        history.next(position),
                        position.end()))
                .toList());
        if (!advanced.equals(known)) {
            progress.positions(advanced);
            progress.save(progress.state().phase());
        }
    }
}
