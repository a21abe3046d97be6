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
import io.howdah.ingest.Guard.Verdict;
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
 * Records whose writes keep failing with an infrastructure error while other documents of their model are written, and that hold up
 * their partition. An operator may skip one. So that any process can be asked, they stand in the collection {@code stuck_records} of
 * the system database, without their keys: {@code {_id: {route, topicId, partition, offset}, model, record, code, since, exp, skip}}.
 * The process that reads the partition refreshes {@code exp} with each retry, and looks for {@code skip}.
 */
public final class StuckRecords {

    private static final Logger LOG = LoggerFactory.getLogger(StuckRecords.class);

    /** A write that failed this often in a row is named. */
    private static final int NAMED_TRIES = 3;

    /** A batch whose writes all fail has no single record to skip. */
    private static final int MAX_NAMED = 10;

    /** What is not retried any more, as its partition is read elsewhere, is forgotten. Longer than any backoff. */
    private static final Duration KEPT = Duration.ofMinutes(30);

    private final MongoCollection<Document> records;
    private final Map<Key, Failing> failing = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> written = new ConcurrentHashMap<>();

    /** A key of a route; which of its records is written changes as newer ones arrive. */
    private record Key(String routeId, Object id) {}

    private record Failing(
            String model,
            SourceRecord.Place place,
            int code,
            int tries,
            long writtenBefore,
            Instant at,
            boolean named) {}

    /**
     * A record that waits.
     *
     * @param record where it stands, as {@code topic-partition@offset}
     * @param code what MongoDB answers
     * @param since when it was named first
     */
    public record Stuck(String record, int code, Instant since) {
        /** Return what is wrong and what to do, in one line. */
        public String line(String model) {
            return "record " + record + " is not stored, MongoDB answers with code " + WriteErrors.describe(code)
                    + ", and other records are: it is retried until it is stored, or until you run `howdah ingest skip "
                    + model + " " + record + "`";
        }
    }

    /** Keeps them in the system database. */
    public StuckRecords(MongoDatabase system) {
        records = system.getCollection("stuck_records")
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.LOCAL)
                .withWriteConcern(WriteConcern.MAJORITY);
    }

    /** Return the records of a model that wait. */
    public List<Stuck> of(String model) {
        return records.find(and(eq("model", model), gt("exp", Date.from(Instant.now()))))
                .map(stored -> new Stuck(
                        stored.getString("record"),
                        stored.getInteger("code"),
                        stored.getDate("since").toInstant()))
                .into(new ArrayList<>());
    }

    /**
     * Has a record put into the dead-letter topic at its next retry, by the process that reads its partition.
     *
     * @param record where it stands, as {@code topic-partition@offset}
     * @return whether it waits
     */
    public boolean skip(String model, String record) {
        return records.updateMany(
                                and(eq("model", model), eq("record", record), gt("exp", Date.from(Instant.now()))),
                                set("skip", Date.from(Instant.now())))
                        .getMatchedCount()
                > 0;
    }

    /** Notes that documents of a model were written and acknowledged. */
    void wrote(String model, int documents) {
        if (documents > 0) {
            written(model).addAndGet(documents);
        }
    }

    /** Return how many documents of a model this process has written. */
    long written(Batch batch) {
        return written(batch.model().name()).get();
    }

    private AtomicLong written(String model) {
        return written.computeIfAbsent(model, name -> new AtomicLong());
    }

    /**
     * Notes that a write failed.
     *
     * @param before how many documents of the model had been written before the bulk write that it was part of
     * @return whether an operator wants its record skipped
     */
    boolean isSkipped(String routeId, Batch batch, Verdict verdict, int code, long before) {
        RecordChange change = Objects.requireNonNull(verdict.newest());
        String model = batch.model().name();
        Instant now = Instant.now();
        failing.values().removeIf(old -> old.at().plus(KEPT).isBefore(now));
        Failing noted = Objects.requireNonNull(failing.compute(new Key(routeId, verdict.id()), (key, old) -> {
            int tries = old == null ? 1 : old.tries() + 1;
            long first = old == null ? before : old.writtenBefore();
            boolean repeated = tries >= NAMED_TRIES && written(model).get() > first;
            boolean named = (old != null && old.named()) || (repeated && isRoom(routeId));
            return new Failing(model, change.record().place(), code, tries, first, now, named);
        }));
        return noted.named() && publish(routeId, change, noted);
    }

    private boolean isRoom(String routeId) {
        return named(routeId).size() < MAX_NAMED;
    }

    private boolean publish(String routeId, RecordChange change, Failing noted) {
        Date now = Date.from(noted.at());
        Document stored = Objects.requireNonNull(records.findOneAndUpdate(
                eq("_id", id(routeId, change.source())),
                combine(
                        set("model", noted.model()),
                        set("record", noted.place().toString()),
                        set("code", noted.code()),
                        set("exp", Date.from(noted.at().plus(KEPT))),
                        setOnInsert("since", now)),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
        if (stored.getDate("since").toInstant().equals(now.toInstant())) {
            records.createIndex(Indexes.ascending("exp"), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
            LOG.atError()
                    .addKeyValue("route", routeId)
                    .addKeyValue("record", noted.place())
                    .addKeyValue("code", noted.code())
                    .log("Record cannot be stored, others can; it is retried until it is stored or skipped");
        }
        return stored.containsKey("skip");
    }

    private static Document id(String routeId, Source source) {
        return new Document("route", routeId)
                .append("topicId", source.topicId())
                .append("partition", source.partition())
                .append("offset", source.offset());
    }

    /** Return the records of a route that this process cannot store, with their keys, for people; empty if there are none. */
    String describe(String routeId) {
        return named(routeId).stream()
                .map(each -> "; key " + each.getKey().id() + ": "
                        + new Stuck(
                                        each.getValue().place().toString(),
                                        each.getValue().code(),
                                        each.getValue().at())
                                .line(each.getValue().model()))
                .sorted()
                .collect(Collectors.joining());
    }

    private List<Map.Entry<Key, Failing>> named(String routeId) {
        return failing.entrySet().stream()
                .filter(each -> each.getKey().routeId().equals(routeId)
                        && each.getValue().named())
                .toList();
    }

    /** Forgets what was held up in the partitions of a batch that is committed. */
    void passed(String routeId, Batch batch) {
        if (failing.isEmpty()) {
            return;
        }
        failing.entrySet().removeIf(each -> {
            boolean through = each.getKey().routeId().equals(routeId)
                    && batch.holds(each.getValue().place());
            if (through && each.getValue().named()) {
                forget(routeId, each.getValue());
            }
            return through;
        });
    }

    private void forget(String routeId, Failing passed) {
        try {
            records.deleteMany(
                    and(eq("_id.route", routeId), eq("record", passed.place().toString())));
        } catch (MongoException e) {
            // It goes by itself after a while.
            LOG.atDebug().addKeyValue("record", passed.place()).log("A record that passed is still noted as stuck");
        }
    }
}
