package io.howdah.ingest;

import io.howdah.ingest.Guard.Verdict;
import io.howdah.ingest.IngestTarget.Forgotten;
import io.howdah.ingest.SourceRecord.Origin;
import io.howdah.ingest.SourceRecord.Place;
import io.howdah.model.ReadModel;
import io.howdah.observe.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What an ingest route has gathered of one batch. It travels as an exchange property and is used by one thread at a time. */
final class Batch {

    static final String PROPERTY = "HowdahBatch";

    private final ReadModel model;
    private final String part;
    private final IngestTarget target;
    private final int size;
    private final BatchTrace trace;
    /** Its consumer's; what follows an answer of Kafka, as to a dead letter, runs on another one. */
    private final long thread = Thread.currentThread().getId();

    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<TopicPartition, Offsets> offsets = new LinkedHashMap<>();
    private final Map<TopicPartition, KafkaManualCommit> commits = new LinkedHashMap<>();
    private final Map<Object, List<RecordChange>> undecided;
    /** Keys with a write of which it is not known whether it or another came first. */
    private final Map<Object, Verdict> doubtful = new HashMap<>();

    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Set<Place> forgotten = new HashSet<>();
    private List<Verdict> written = List.of();
    private String collection = "";
    private int rounds;
    private int applied;
    private int collapsed;
    private int stale;
    private int raced;
    private long clock;
    private Instant newest = Instant.MIN;
    private @Nullable Throwable failure;

    /** What a batch has of one partition. */
    record Offsets(long first, long last) {}

    Batch(ReadModel model, String part, IngestTarget target, int size, Tracing tracing) {
        this.model = model;
        this.part = part;
        this.target = target;
        this.size = size;
        this.trace = new BatchTrace(tracing, model.name(), size);
        this.undecided = new LinkedHashMap<>(2 * size);
    }

    static Batch of(Exchange exchange) {
        Batch batch = exchange.getProperty(PROPERTY, Batch.class);
        if (batch == null) {
            throw new IllegalStateException("the ingest route must begin with ingestBatch.open");
        }
        return batch;
    }

    ReadModel model() {
        return model;
    }

    String part() {
        return part;
    }

    IngestTarget target() {
        return target;
    }

    /** The thread that has opened it, which is its consumer's. */
    long thread() {
        return thread;
    }

    /** How many records it has. */
    int size() {
        return size;
    }

    BatchTrace trace() {
        return trace;
    }

    void origin(String topic, Origin origin) {
        origins.put(topic, origin);
    }

    Origin origin(String topic) {
        return Objects.requireNonNull(origins.get(topic), topic);
    }

    /** Remembers where the record stood, and its commit handle: committing a partition's last commits all before it. */
    void remember(Message record) {
        KafkaManualCommit commit = record.getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class);
        if (commit instanceof DefaultKafkaManualCommit handle) {
            remember(handle.getPartition(), handle.getRecordOffset());
            commits.put(handle.getPartition(), commit);
            return;
        }
        TopicPartition partition = new TopicPartition(
                record.getHeader(KafkaConstants.TOPIC, String.class),
                record.getHeader(KafkaConstants.PARTITION, Integer.class));
        remember(partition, record.getHeader(KafkaConstants.OFFSET, Long.class));
        if (commit != null) {
            commits.put(partition, commit);
        }
    }

    private void remember(TopicPartition partition, long offset) {
        offsets.merge(partition, new Offsets(offset, offset), (old, now) -> new Offsets(old.first(), offset));
    }

    /** The first and the last offset of each partition. */
    Map<TopicPartition, Offsets> offsets() {
        return offsets;
    }

    /** Whether a record is one of the batch's, or comes before them in its partition. */
    boolean holds(SourceRecord.Place place) {
        Offsets of = offsets.get(new TopicPartition(place.topic(), place.partition()));
        return of != null && place.offset() <= of.last();
    }

    /** Commits all partitions by one request; each handle alone would ask the broker once for its own. */
    void commit() {
        Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
        DefaultKafkaManualCommit any = null;
        for (Map.Entry<TopicPartition, KafkaManualCommit> each : commits.entrySet()) {
            if (each.getValue() instanceof DefaultKafkaManualCommit handle) {
                places.put(each.getKey(), new OffsetAndMetadata(handle.getRecordOffset() + 1));
                any = handle;
            } else {
                each.getValue().commit();
            }
        }
        if (any != null) {
            any.getCamelExchangePayload().consumer.commitSync(places, Duration.ofMillis(any.getCommitTimeout()));
        }
    }

    void add(RecordChange change) {
        if (change.at().isAfter(newest)) {
            newest = change.at();
        }
        undecided.computeIfAbsent(change.id(), id -> new ArrayList<>(1)).add(change);
        trace.add(change);
    }

    /** When the newest of its events happened; the beginning of time before the first. */
    Instant newest() {
        return newest;
    }

    void add(DeadLetter deadLetter) {
        deadLetters.add(deadLetter);
        BatchTrace.rejected(deadLetter);
    }

    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** The changes of each key that nothing was decided about yet, or must be decided about again. */
    Map<Object, List<RecordChange>> undecided() {
        return undecided;
    }

    /** The collection that it writes, once it was decided. */
    String collection() {
        return collection;
    }

    /** How often it was decided. */
    int rounds() {
        return rounds;
    }

    /** Takes what was decided; what needs no write is settled by it. */
    void decide(String intoCollection, List<Verdict> verdicts) {
        collection = intoCollection;
        rounds++;
        List<Verdict> writes = new ArrayList<>(verdicts.size());
        for (Verdict verdict : verdicts) {
            verdict.forgotten().forEach(this::forget);
            if (verdict.write() == null) {
                settleWithoutWrite(verdict);
            } else {
                writes.add(verdict);
            }
        }
        written = writes;
    }

    private void forget(RecordChange change) {
        forgotten.add(change.record().place());
        if (target.forgotten() == Forgotten.REFUSE) {
            Objects.requireNonNull(undecided.get(change.id())).remove(change);
        }
    }

    /** The keys that the last round's bulk write is made of, in its order. */
    List<Verdict> written() {
        return written;
    }

    /** Begins to measure time. */
    void clock() {
        clock = System.nanoTime();
    }

    /** Nanoseconds since {@link #clock}. */
    long clocked() {
        return System.nanoTime() - clock;
    }

    /** The write took place. */
    void settle(Verdict verdict) {
        int changes = remove(verdict);
        applied(verdict);
        collapsed += verdict.collapsed();
        stale += changes - 1 - verdict.collapsed();
    }

    /** The write may have come too late; it is decided again. */
    void doubt(Verdict verdict) {
        doubtful.put(verdict.id(), verdict);
    }

    /** So many writes came too late. */
    void race(int lost) {
        raced += lost;
    }

    /** The server refused the newest change's document: that one is put aside, and the key's others are decided again. */
    void refuse(Verdict verdict, DeadLetter letter) {
        List<RecordChange> changes = Objects.requireNonNull(undecided.get(verdict.id()));
        changes.remove(verdict.newest());
        if (changes.isEmpty()) {
            undecided.remove(verdict.id());
        }
        add(letter);
    }

    private void settleWithoutWrite(Verdict verdict) {
        int changes = remove(verdict);
        Verdict sent = doubtful.get(verdict.id());
        if (sent != null && isOurs(sent.newest(), verdict.last())) {
            applied(sent);
            collapsed += sent.collapsed();
            stale += changes - 1 - sent.collapsed();
        } else {
            stale += changes;
        }
    }

    private void applied(Verdict verdict) {
        applied++;
        if (verdict.newest() != null) {
            trace.applied(verdict.id(), verdict.newest());
        }
    }

    private static boolean isOurs(@Nullable RecordChange sent, @Nullable Source stored) {
        return sent != null && stored != null && sent.source().isSameRecord(stored);
    }

    private int remove(Verdict verdict) {
        return Objects.requireNonNull(undecided.remove(verdict.id())).size();
    }

    /** What has become of the records so far. */
    IngestOutcome outcome() {
        return new IngestOutcome(applied, collapsed, stale, deadLetters.size(), Set.copyOf(forgotten));
    }

    /** How many writes came too late and were decided again. */
    int raced() {
        return raced;
    }

    boolean isAbandoned() {
        return failure != null;
    }

    /** Why it was abandoned, if it was. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    void abandon(Throwable cause) {
        failure = cause;
        trace.end(cause);
    }
}
