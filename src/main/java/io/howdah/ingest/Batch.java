package io.howdah.ingest;

import io.howdah.model.ReadModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/** What an ingest route has gathered of one batch. It travels as an exchange property and is used by one thread. */
final class Batch {

    static final String PROPERTY = "HowdahBatch";

    private final ReadModel model;
    private final IngestTarget target;
    private final Map<Integer, KafkaManualCommit> commits = new LinkedHashMap<>();
    private final List<RecordChange> changes = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private List<RecordChange> written = List.of();
    private boolean abandoned;

    Batch(ReadModel model, IngestTarget target) {
        this.model = model;
        this.target = target;
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

    IngestTarget target() {
        return target;
    }

    IngestOutcome outcome() {
        int dead = deadLetters.size();
        return new IngestOutcome(written.size(), 0, changes.size() - written.size(), dead);
    }

    /** Remembers each partition's last commit handle; committing it commits all that came before. */
    void remember(Message record) {
        KafkaManualCommit commit = record.getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class);
        if (commit != null) {
            commits.put(record.getHeader(KafkaConstants.PARTITION, Integer.class), commit);
        }
    }

    void commit() {
        commits.values().forEach(KafkaManualCommit::commit);
    }

    void add(RecordChange change) {
        changes.add(change);
    }

    void add(DeadLetter deadLetter) {
        deadLetters.add(deadLetter);
    }

    List<RecordChange> changes() {
        return changes;
    }

    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    /** The changes that the bulk write is made of, in its order. */
    List<RecordChange> written() {
        return written;
    }

    void write(List<RecordChange> causes) {
        written = causes;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    void abandon() {
        abandoned = true;
    }
}
