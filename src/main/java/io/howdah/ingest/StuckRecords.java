package io.howdah.ingest;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import io.howdah.ingest.Guard.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records whose writes keep failing with an infrastructure error while other documents of their model are written. They
 * block their partition; an operator may skip them. Thread-safe.
 *
 * <p>The collection {@code stuck_records} of the system database makes them visible to all processes, without their
 * keys: {@code {_id: {route, topicId, partition, offset}, model, record, code, since, exp, skip}}. The process that
 * reads the partition updates {@code exp} with each retry, and checks {@code skip}.
 */
public final class StuckRecords {

    private static final Logger LOG = LoggerFactory.getLogger(StuckRecords.class);

    /** Number of consecutive failures after which a record is reported. */
    private static final int MIN_TRIES = 3;

    /** Maximum of reported records per route. A batch in which every write fails has no single record to skip. */
    private static final int MAX_REPORTED = 10;

    /**
     * How long a record is kept without a retry, as after another process took over its partition. Longer than any
     * backoff.
     */
    private static final Duration MAX_AGE = Duration.ofMinutes(30);

    private final MongoCollection<Document> records;
    private final Map<Key, Failing> failing = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> written = new ConcurrentHashMap<>();

    /** Key of a route. The record that is written for it changes as newer ones arrive. */
    private record Key(String routeId, Object id) {}

    private record Failing(
            String model,
            SourceRecord.Position position,
            int code,
            int tries,
            long writtenBefore,
            Instant at,
            boolean reported) {}

    /**
     * Record that cannot be stored.
     *
     * @param record its position, as {@code topic-partition@offset}
     * @param code MongoDB's error code
     * @param since when it was first reported
     */
    public record Stuck(String record, int code, Instant since) {
        /** Returns the problem and the fix in one line. */
        public String message(String model) {
            return "record " + record + " cannot be stored while others can, MongoDB's error code is "
                    + WriteErrors.describe(code)
                    + ". Howdah retries it until it succeeds, or until you run `howdah ingest skip " + model + " "
                    + record
                    + "`";
        }
    }

    /** Creates the store in the system database. */
    public StuckRecords(MongoDatabase system) {
        records = system.getCollection("stuck_records")
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.LOCAL)
                .withWriteConcern(WriteConcern.MAJORITY);
    }

    /** Returns the stuck records of a model. */
    public List<Stuck> of(String model) {
        return records.find(and(eq("model", model), gt("exp", Date.from(Instant.now()))))
                .map(stored -> new Stuck(
                        stored.getString("record"),
                        stored.getInteger("code"),
                        stored.getDate("since").toInstant()))
                .into(new ArrayList<>());
    }

    /**
     * Marks a record for the dead-letter topic. The process that reads its partition sends it there at the next retry.
     *
     * @param record its position, as {@code topic-partition@offset}
     * @return whether the record is stuck
     */
    public boolean skip(String model, String record) {
        return records.updateMany(
                                and(eq("model", model), eq("record", record), gt("exp", Date.from(Instant.now()))),
                                set("skip", Date.from(Instant.now())))
                        .getMatchedCount()
                > 0;
    }

    /** Adds to the number of written documents of a model. */
    void addWritten(String model, int documents) {
        if (documents > 0) {
            written(model).addAndGet(documents);
        }
    }

    /** Returns how many documents of the batch's model this process has written. */
    long written(Batch batch) {
        return written(batch.model().name()).get();
    }

    private AtomicLong written(String model) {
        return written.computeIfAbsent(model, name -> new AtomicLong());
    }

    /**
     * Records a failed write, and reports the record after repeated failures.
     *
     * @param before how many documents of the model had been written before the bulk write
     * @return whether an operator skips the record
     */
    boolean isSkipped(String routeId, Batch batch, Decision decision, int code, long before) {
        RecordChange change = Objects.requireNonNull(decision.newest());
        String model = batch.model().name();
        Instant now = Instant.now();
        failing.values().removeIf(old -> old.at().plus(MAX_AGE).isBefore(now));
        Failing failure = Objects.requireNonNull(failing.compute(new Key(routeId, decision.id()), (key, old) -> {
            int tries = old == null ? 1 : old.tries() + 1;
            long first = old == null ? before : old.writtenBefore();
            boolean repeated = tries >= MIN_TRIES && written(model).get() > first;
            boolean reported = (old != null && old.reported()) || (repeated && hasCapacity(routeId));
            return new Failing(model, change.record().position(), code, tries, first, now, reported);
        }));
        return failure.reported() && publish(routeId, change, failure);
    }

    private boolean hasCapacity(String routeId) {
        return reported(routeId).size() < MAX_REPORTED;
    }

    private boolean publish(String routeId, RecordChange change, Failing failure) {
        Date now = Date.from(failure.at());
        Document stored = Objects.requireNonNull(records.findOneAndUpdate(
                eq("_id", id(routeId, change.source())),
                combine(
                        set("model", failure.model()),
                        set("record", failure.position().toString()),
                        set("code", failure.code()),
                        set("exp", Date.from(failure.at().plus(MAX_AGE))),
                        setOnInsert("since", now)),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
        if (stored.getDate("since").toInstant().equals(now.toInstant())) {
            records.createIndex(Indexes.ascending("exp"), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
            LOG.atError()
                    .addKeyValue("route", routeId)
                    .addKeyValue("record", failure.position())
                    .addKeyValue("code", failure.code())
                    .log("Record cannot be stored while others can, it is retried until it is stored or skipped");
        }
        return stored.containsKey("skip");
    }

    private static Document id(String routeId, Source source) {
        return new Document("route", routeId)
                .append("topicId", source.topicId())
                .append("partition", source.partition())
                .append("offset", source.offset());
    }

    /**
     * Returns the reported records of a route in this process, with their keys, for the health text; empty if there are
     * none.
     */
    String describe(String routeId) {
        return reported(routeId).stream()
                .map(each -> "; key " + each.getKey().id() + ": "
                        + new Stuck(
                                        each.getValue().position().toString(),
                                        each.getValue().code(),
                                        each.getValue().at())
                                .message(each.getValue().model()))
                .sorted()
                .collect(Collectors.joining());
    }

    private List<Map.Entry<Key, Failing>> reported(String routeId) {
        return failing.entrySet().stream()
                .filter(each -> each.getKey().routeId().equals(routeId)
                        && each.getValue().reported())
                .toList();
    }

    /** Removes the stuck records in the partitions of a committed batch. */
    void passed(String routeId, Batch batch) {
        if (failing.isEmpty()) {
            return;
        }
        failing.entrySet().removeIf(each -> {
            boolean passed = each.getKey().routeId().equals(routeId)
                    && batch.covers(each.getValue().position());
            if (passed && each.getValue().reported()) {
                forget(routeId, each.getValue());
            }
            return passed;
        });
    }

    private void forget(String routeId, Failing record) {
        try {
            records.deleteMany(
                    and(eq("_id.route", routeId), eq("record", record.position().toString())));
        } catch (MongoException e) {
            // It expires by itself.
            LOG.atDebug()
                    .addKeyValue("record", record.position())
                    .log("Stored record could not be removed from the stuck records");
        }
    }
}
