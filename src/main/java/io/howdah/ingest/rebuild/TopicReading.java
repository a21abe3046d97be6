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

/** Takes the records of a model's topics through its ingest routes, from a rebuild's place in them to their ends. */
final class TopicReading implements AutoCloseable {

    private static final Duration BEFORE_ANOTHER_LOOK = Duration.ofMillis(500);

    private final List<IngestRoute> routes;
    private final Progress progress;
    private final RebuildRetries patience;
    private final DeadLetterLimit limit;
    private final IngestTarget target;
    private final byte @Nullable [] key;
    private final TopicHistory history;
    private boolean skipped;

    /** Connects to Kafka, and waits for it if it is away. */
    TopicReading(SourceTopics topics, Progress progress, RebuildRetries patience, DeadLetterLimit limit) {
        this(topics.routes(), progress, patience, limit, patience.persist(topics::history));
    }

    /** Reads by this reader, and closes it at its own close. */
    TopicReading(
            List<IngestRoute> routes,
            Progress progress,
            RebuildRetries patience,
            DeadLetterLimit limit,
            TopicHistory history) {
        this.routes = routes;
        this.progress = progress;
        this.patience = patience;
        this.limit = limit;
        Rebuild begun = progress.state();
        this.target = IngestTarget.rebuild(Optional.ofNullable(begun.plan().shadow()));
        String text = begun.plan().key();
        this.key = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        this.history = history;
        history.seek(begun.positions());
    }

    @Override
    public void close() {
        history.close();
    }

    /**
     * Takes notice of records and partitions that are new, and of records that are there no more.
     *
     * @throws RebuildRefusedException if the topics do not hold what is needed
     */
    void extend() {
        List<Position> known = progress.state().positions();
        Extension extension = Extension.of(known, patience.persist(history::whole), progress.mayMiss());
        skipped |= extension.skips();
        progress.positions(extension.positions());
        List<Long> next = extension.positions().stream().map(Position::next).toList();
        if (!next.equals(known.stream().map(Position::next).toList())) {
            history.seek(extension.positions());
        }
    }

    /** Whether records were removed before they were read, since this was asked last. */
    boolean hasSkipped() {
        boolean answer = skipped;
        skipped = false;
        return answer;
    }

    /** Reads up to the ends that are known. */
    void read() {
        while (progress.state().positions().stream().anyMatch(position -> position.next() < position.end())) {
            patience.check();
            try {
                ingest(patience.persist(history::poll));
                advance();
            } catch (InvalidOffsetException e) {
                // Retention was faster: it is either refused now, or passed over.
                extend();
                history.seek(progress.state().positions());
                patience.pause(BEFORE_ANOTHER_LOOK);
            }
        }
    }

    /** Goes back to the place that was noted, after a read that did not come to its end. */
    void rewind() {
        history.seek(progress.state().positions());
    }

    private void ingest(Map<String, List<SourceRecord>> records) {
        for (IngestRoute route : routes) {
            List<SourceRecord> own = records.getOrDefault(route.topic(), List.of()).stream()
                    .filter(record -> key == null || Arrays.equals(key, record.key()))
                    .toList();
            if (!own.isEmpty()) {
                IngestOutcome outcome = patience.persist(() -> route.ingest(own, target));
                progress.add(outcome);
                limit.add(route.id(), own.size(), outcome.deadLettered());
            }
        }
    }

    private void advance() {
        List<Position> known = progress.state().positions();
        List<Position> advanced = patience.persist(() -> known.stream()
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
