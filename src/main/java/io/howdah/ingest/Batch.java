package io.howdah.ingest;

import io.howdah.ingest.Guard.Decision;
import io.howdah.ingest.IngestTarget.Forgotten;
import io.howdah.ingest.SourceRecord.Origin;
import io.howdah.ingest.SourceRecord.Position;
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

/** State of one batch in an ingest route. Stored as an exchange property; used by one thread at a time. */
final class Batch {

    static final String PROPERTY = "HowdahBatch";

    private final ReadModel model;
    private final String part;
    private final IngestTarget target;
    private final int size;
    private final BatchTrace trace;
    /** The consumer's thread. Steps after a response from Kafka, such as to a dead letter, run on another one. */
    private final long thread = Thread.currentThread().getId();

    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<TopicPartition, Offsets> offsets = new LinkedHashMap<>();
    private final Map<TopicPartition, KafkaManualCommit> commits = new LinkedHashMap<>();
    private final Map<Object, List<RecordChange>> undecided;
    /** Decisions whose write may or may not have won against another writer. */
    private final Map<Object, Decision> uncertain = new HashMap<>();

    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Set<Position> forgotten = new HashSet<>();
    private List<Decision> written = List.of();
    private String collection = "";
    private int rounds;
    private int applied;
    private int collapsed;
    private int stale;
    private int raced;
    private long timerStart;
    private Instant newest = Instant.MIN;
    private @Nullable Throwable failure;

    /** Offsets of a batch in one partition. */
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
            throw new IllegalStateException("the ingest route must start with the step ingestBatch.open");
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

    /** Returns the ID of the thread that created the batch, which is its consumer's. */
    long thread() {
        return thread;
    }

    /** Returns the number of records. */
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

    /** Adds a record's offset and commit handle. Committing the last record of a partition commits all before it. */
    void track(Message record) {
        KafkaManualCommit commit = record.getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class);
        if (commit instanceof DefaultKafkaManualCommit handle) {
            track(handle.getPartition(), handle.getRecordOffset());
            commits.put(handle.getPartition(), commit);
            return;
        }
        TopicPartition partition = new TopicPartition(
                record.getHeader(KafkaConstants.TOPIC, String.class),
                record.getHeader(KafkaConstants.PARTITION, Integer.class));
        track(partition, record.getHeader(KafkaConstants.OFFSET, Long.class));
        if (commit != null) {
            commits.put(partition, commit);
        }
    }

    private void track(TopicPartition partition, long offset) {
        offsets.merge(partition, new Offsets(offset, offset), (old, added) -> new Offsets(old.first(), offset));
    }

    /** Returns the first and last offset of each partition. */
    Map<TopicPartition, Offsets> offsets() {
        return offsets;
    }

    /** Returns whether a record is in the batch or before it in its partition. */
    boolean covers(SourceRecord.Position position) {
        Offsets range = offsets.get(new TopicPartition(position.topic(), position.partition()));
        return range != null && position.offset() <= range.last();
    }

    /** Commits all partitions with one request. Committing each handle would send one request per partition. */
    void commit() {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        DefaultKafkaManualCommit any = null;
        for (Map.Entry<TopicPartition, KafkaManualCommit> each : commits.entrySet()) {
            if (each.getValue() instanceof DefaultKafkaManualCommit handle) {
                positions.put(each.getKey(), new OffsetAndMetadata(handle.getRecordOffset() + 1));
                any = handle;
            } else {
                each.getValue().commit();
            }
        }
        if (any != null) {
            any.getCamelExchangePayload().consumer.commitSync(positions, Duration.ofMillis(any.getCommitTimeout()));
        }
    }

    void add(RecordChange change) {
        if (change.at().isAfter(newest)) {
            newest = change.at();
        }
        undecided.computeIfAbsent(change.id(), id -> new ArrayList<>(1)).add(change);
        trace.add(change);
    }

    /** Returns the time of the newest event, or {@link Instant#MIN} before the first. */
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

    /** Returns the changes of each key that are not decided yet or must be decided again. */
    Map<Object, List<RecordChange>> undecided() {
        return undecided;
    }

    /** Returns the collection that the batch writes, or an empty text before the first decision. */
    String collection() {
        return collection;
    }

    /** Returns how many times the batch was decided. */
    int rounds() {
        return rounds;
    }

    /** Adds decisions. Those without a write are final. */
    void decide(String intoCollection, List<Decision> decisions) {
        collection = intoCollection;
        rounds++;
        List<Decision> writes = new ArrayList<>(decisions.size());
        for (Decision decision : decisions) {
            decision.forgotten().forEach(this::forget);
            if (decision.write() == null) {
                settleWithoutWrite(decision);
            } else {
                writes.add(decision);
            }
        }
        written = writes;
    }

    private void forget(RecordChange change) {
        forgotten.add(change.record().position());
        if (target.forgotten() == Forgotten.REFUSE) {
            Objects.requireNonNull(undecided.get(change.id())).remove(change);
        }
    }

    /** Returns the decisions of the last round that have a write, in the order of the bulk write. */
    List<Decision> written() {
        return written;
    }

    /** Starts the timer. */
    void startTimer() {
        timerStart = System.nanoTime();
    }

    /** Returns the nanoseconds since {@link #startTimer}. */
    long elapsedNanos() {
        return System.nanoTime() - timerStart;
    }

    /** Records that a decision's write succeeded. */
    void settle(Decision decision) {
        int changes = remove(decision);
        applied(decision);
        collapsed += decision.collapsed();
        stale += changes - 1 - decision.collapsed();
    }

    /** Records that another writer may have won. The key is decided again. */
    void decideAgain(Decision decision) {
        uncertain.put(decision.id(), decision);
    }

    /** Adds to the number of lost races. */
    void addRaces(int lost) {
        raced += lost;
    }

    /**
     * Removes the newest change, whose document MongoDB rejected, and adds its dead letter. The key's other changes are
     * decided again.
     */
    void reject(Decision decision, DeadLetter letter) {
        List<RecordChange> changes = Objects.requireNonNull(undecided.get(decision.id()));
        changes.remove(decision.newest());
        if (changes.isEmpty()) {
            undecided.remove(decision.id());
        }
        add(letter);
    }

    private void settleWithoutWrite(Decision decision) {
        int changes = remove(decision);
        Decision sent = uncertain.get(decision.id());
        if (sent != null && isOurs(sent.newest(), decision.last())) {
            applied(sent);
            collapsed += sent.collapsed();
            stale += changes - 1 - sent.collapsed();
        } else {
            stale += changes;
        }
    }

    private void applied(Decision decision) {
        applied++;
        if (decision.newest() != null) {
            trace.applied(decision.id(), decision.newest());
        }
    }

    private static boolean isOurs(@Nullable RecordChange sent, @Nullable Source stored) {
        return sent != null && stored != null && sent.source().isSameRecord(stored);
    }

    private int remove(Decision decision) {
        return Objects.requireNonNull(undecided.remove(decision.id())).size();
    }

    /** Returns what has happened to the records so far. */
    IngestOutcome outcome() {
        return new IngestOutcome(applied, collapsed, stale, deadLetters.size(), Set.copyOf(forgotten));
    }

    /** Returns how many writes lost a race and were decided again. */
    int raced() {
        return raced;
    }

    boolean isAbandoned() {
        return failure != null;
    }

    /** Returns why the batch was abandoned, or null. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    void abandon(Throwable cause) {
        failure = cause;
        trace.end(cause);
    }
}
