package io.howdah.ingest;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.WriteModel;
import io.howdah.ingest.Guard.Verdict;
import io.howdah.ingest.IngestRetries.Kind;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.observe.TraceContext;
import io.howdah.observe.Tracing;
import io.howdah.store.ModelCollections;
import io.howdah.upgrade.StoredFormat;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.util.ObjectHelper;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The steps of an ingest route that work on a batch as a whole; the bean {@code ingestBatch} of the routes. Between
 * {@link #open} and {@link #commit} the batch is decided and written until nothing of it is undecided.
 */
public final class BatchIngest {

    /** The format of {@code _h} in the documents that it writes. As it is the first, they do without its number. */
    public static final StoredFormat FORMAT = new StoredFormat("_h of a document", 1);

    private static final Logger LOG = LoggerFactory.getLogger(BatchIngest.class);
    private static final String MODEL = "HowdahModel";
    private static final String PART = "HowdahPart";

    /** A key that is lost this often in a row is not lost to another writer. */
    private static final int MAX_ROUNDS = 100;

    /** Even a dead-letter topic with a small limit takes this much. */
    private static final int SMALL_LETTER = 16 * 1024;

    private final ReadModels models;
    private final ModelCollections collections;
    private final IngestPauses pauses;
    private final IngestRetries troubles;
    private final StuckRecords stuck;
    private final Tracing tracing;
    private final Guard guard;
    private final IngestMetrics.All metrics;
    private final int maxRecordBytes;

    /**
     * Makes the steps.
     *
     * @param models the models that routes name in the property {@code HowdahModel}
     * @param collections where the models' documents are
     * @param pauses says which models may be ingested
     * @param troubles is told what keeps a route from going on
     * @param stuck knows the records that operators may skip
     * @param tracing records what becomes of records
     * @param tombstoneTtl how long a deleted key is remembered
     * @param maxRecordBytes values over this size are cut in dead letters
     */
    public BatchIngest(
            ReadModels models,
            ModelCollections collections,
            IngestPauses pauses,
            IngestRetries troubles,
            StuckRecords stuck,
            Tracing tracing,
            Duration tombstoneTtl,
            int maxRecordBytes) {
        this.models = models;
        this.collections = collections;
        this.pauses = pauses;
        this.troubles = troubles;
        this.stuck = stuck;
        this.tracing = tracing;
        this.metrics = new IngestMetrics.All(troubles);
        this.guard = new Guard(tombstoneTtl);
        this.maxRecordBytes = maxRecordBytes;
    }

    /** Makes the metrics of a route known before its first batch, all at zero. */
    public void measure(MeterRegistry registry, IngestRoute route) {
        metrics.of(registry, route.id(), route.model());
    }

    /**
     * Turns the consumer's body, a list with an exchange for each record, into a list of their messages.
     *
     * @throws ModelPausedException if the model waits for a person
     */
    public void open(Exchange exchange) {
        List<?> children = exchange.getMessage().getBody(List.class);
        ReadModel model = models.get(exchange.getProperty(MODEL, String.class));
        Batch batch = new Batch(
                model,
                exchange.getProperty(PART, ReadModel.MAIN_PART, String.class),
                exchange.getProperty(IngestTarget.PROPERTY, IngestTarget.LIVE, IngestTarget.class),
                children.size(),
                // A replay, or a rebuild, is no part of what the record's sender did.
                isConsumed(exchange) ? tracing : Tracing.OFF);
        exchange.setProperty(Batch.PROPERTY, batch);
        List<Message> records = new ArrayList<>(children.size());
        for (Object each : children) {
            Message record = ((Exchange) each).getMessage();
            batch.remember(record);
            records.add(record);
        }
        pauses.admit(batch, isConsumed(exchange));
        exchange.getMessage().setBody(records);
    }

    /**
     * Notes that the outside failed, so that the batch's other records need not try it as well, says so, and waits for a while
     * before the batch is read again.
     */
    public void abandon(Exchange exchange) {
        Batch batch = exchange.getProperty(Batch.PROPERTY, Batch.class);
        if (batch == null || batch.isAbandoned()) {
            return;
        }
        isAnswered(exchange, batch);
        String routeId = exchange.getFromRouteId();
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        batch.abandon(failure);
        boolean paused = ObjectHelper.getException(ModelPausedException.class, failure) != null;
        String reason = ErrorClassification.describe(failure);
        if (!isConsumed(exchange)) {
            return;
        }
        IngestRetries.Trouble trouble = troubles.add(
                routeId, batch.thread(), paused ? Kind.PERSON : Kind.OUTSIDE, reason + stuck.describe(routeId));
        Duration wait = troubles.wait(trouble);
        if (!paused || trouble.tries() == 1) {
            LOG.atLevel(paused ? Level.ERROR : Level.WARN)
                    .addKeyValue("route", routeId)
                    .addKeyValue("model", batch.model().name())
                    .addKeyValue("tries", trouble.tries())
                    .addKeyValue("retryMs", wait.toMillis())
                    .addKeyValue("reason", reason)
                    .log(
                            paused
                                    ? "Ingest is paused, nothing is lost"
                                    : "Batch failed by no fault of its records, it is not committed and is read again");
        }
        troubles.waitFor(wait, () -> isStopping(exchange));
    }

    private static boolean isStopping(Exchange exchange) {
        return exchange.getContext().isStopping()
                || exchange.getContext()
                        .getRouteController()
                        .getRouteStatus(exchange.getFromRouteId())
                        .isStopping();
    }

    /** Whether the route's own consumer gave the batch, and not a replay or a rebuild. */
    private static boolean isConsumed(Exchange exchange) {
        return exchange.getProperty(IngestTarget.PROPERTY) == null;
    }

    /** Whether some of the batch's changes must be decided, or decided again. */
    public boolean isUndecided(Exchange exchange) {
        return !Batch.of(exchange).undecided().isEmpty();
    }

    /** Sets the body to the batch's writes, a list of {@link WriteModel}, and names their collection. */
    public void decide(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        if (batch.rounds() >= MAX_ROUNDS) {
            throw new RaceLostException(batch.model().name(), batch.undecided().size());
        }
        ReadModel model = batch.model();
        MongoCollection<Document> collection = collections.named(collection(batch));
        TraceContext.set(exchange, batch.trace().context());
        long began = System.nanoTime();
        asks(exchange, batch);
        try (Scope unused = batch.trace().context().makeCurrent()) {
            List<Verdict> verdicts =
                    guard.decide(session(exchange), model, collection, batch.undecided(), batch.target());
            if (isConsumed(exchange) && verdicts.stream().anyMatch(Verdict::moved)) {
                pauses.admitMoved(batch);
            }
            batch.decide(collection.getNamespace().getCollectionName(), verdicts);
        } catch (TruncatedLogException e) {
            throw pauses.truncated(model.name(), e);
        } finally {
            isAnswered(exchange, batch);
        }
        metrics.of(exchange, model.name()).find().record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        Message message = exchange.getMessage();
        message.setHeader(MongoDbConstants.COLLECTION, batch.collection());
        message.setBody(batch.written().stream()
                .map(verdict -> Objects.requireNonNull(verdict.write()))
                .toList());
        batch.clock();
        if (!batch.written().isEmpty()) {
            asks(exchange, batch);
        }
    }

    private void asks(Exchange exchange, Batch batch) {
        if (isConsumed(exchange)) {
            troubles.asks(exchange.getFromRouteId(), batch.thread());
        }
    }

    private void isAnswered(Exchange exchange, Batch batch) {
        if (isConsumed(exchange)) {
            troubles.isAnswered(exchange.getFromRouteId(), batch.thread());
        }
    }

    /** Returns the session that the batch's reads and writes share, up to the exchange's end. */
    private ClientSession session(Exchange exchange) {
        ClientSession begun = exchange.getProperty(ModelCollections.SESSION, ClientSession.class);
        if (begun != null) {
            return begun;
        }
        ClientSession session = collections.session();
        exchange.setProperty(ModelCollections.SESSION, session);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                session.close();
            }
        });
        return session;
    }

    /** A batch goes to one collection, whatever a rebuild switches to while it is decided again. */
    private String collection(Batch batch) {
        if (batch.rounds() > 0) {
            return batch.collection();
        }
        return batch.target().collection().orElseGet(() -> collections.writable(batch.model()));
    }

    /** Takes the body, the bulk write's result: what was written is settled, what lost a race is decided again. */
    public void check(Exchange exchange) {
        BulkWriteResult result = exchange.getMessage().getBody(BulkWriteResult.class);
        stuck.wrote(Batch.of(exchange).model().name(), result.getInsertedCount() + result.getMatchedCount());
        settle(exchange, result, Map.of());
    }

    /**
     * Puts those records aside whose documents the server refused, which is their own fault, and those that an operator skips; it
     * has written the others. The keys' older records of the batch are decided again, and so are those that lost a race.
     *
     * @throws MongoBulkWriteException if the server could not write, which is no record's fault
     */
    public void rejectRefused(Exchange exchange) {
        MongoBulkWriteException failure = ObjectHelper.getException(
                MongoBulkWriteException.class, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        if (failure.getWriteConcernError() != null) {
            throw failure;
        }
        Batch batch = Batch.of(exchange);
        long before = stuck.written(batch);
        BulkWriteResult result = failure.getWriteResult();
        stuck.wrote(batch.model().name(), result.getInsertedCount() + result.getMatchedCount());
        Map<Integer, BulkWriteError> errors = new HashMap<>();
        boolean retried = false;
        for (BulkWriteError error : failure.getWriteErrors()) {
            errors.put(error.getIndex(), error);
            retried |= !WriteErrors.isRace(error)
                    && !WriteErrors.isOfDocument(error)
                    && !isSkipped(exchange, batch.written().get(error.getIndex()), error, before);
        }
        if (retried) {
            throw failure;
        }
        settle(exchange, result, errors);
    }

    private boolean isSkipped(Exchange exchange, Verdict verdict, BulkWriteError error, long before) {
        return isConsumed(exchange)
                && stuck.isSkipped(exchange.getFromRouteId(), Batch.of(exchange), verdict, error.getCode(), before);
    }

    /** Puts those records aside whose documents are too large for the driver to send; the others are decided again. */
    public void rejectTooLarge(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        isAnswered(exchange, batch);
        for (Verdict verdict : batch.written()) {
            if (DocumentLimits.isTooLarge(Guard.document(verdict))) {
                batch.refuse(
                        verdict,
                        letter(exchange, verdict, "the document is larger than the 16 MiB that MongoDB takes"));
            } else {
                // It may have been sent before the one that was not.
                batch.doubt(verdict);
            }
        }
    }

    private void settle(Exchange exchange, BulkWriteResult result, Map<Integer, BulkWriteError> errors) {
        Batch batch = Batch.of(exchange);
        isAnswered(exchange, batch);
        metrics.of(exchange, batch.model().name()).write().record(batch.clocked(), TimeUnit.NANOSECONDS);
        List<Verdict> replaced = new ArrayList<>();
        for (int i = 0; i < batch.written().size(); i++) {
            Verdict verdict = batch.written().get(i);
            BulkWriteError error = errors.get(i);
            if (error != null && WriteErrors.isRace(error)) {
                batch.doubt(verdict);
                batch.race(1);
            } else if (error != null) {
                batch.refuse(
                        verdict,
                        letter(
                                exchange,
                                verdict,
                                "MongoDB refuses the document with code " + WriteErrors.describe(error.getCode())
                                        + (WriteErrors.isOfDocument(error) ? "" : ", an operator skipped it")));
            } else if (verdict.isInsert()) {
                batch.settle(verdict);
            } else {
                replaced.add(verdict);
            }
        }
        int lost = replaced.size() - result.getMatchedCount();
        // The server says how many did not match, and not which.
        replaced.forEach(lost == 0 ? batch::settle : batch::doubt);
        batch.race(lost);
    }

    private static DeadLetter letter(Exchange exchange, Verdict verdict, String reason) {
        RecordChange change = Objects.requireNonNull(verdict.newest());
        return new DeadLetter(
                change.record(),
                new SourceRecord.Origin(
                        change.source().topicId(), change.source().base()),
                BulkWriteError.class.getName(),
                reason,
                exchange.getFromRouteId(),
                Instant.now());
    }

    /**
     * Sets the body to a list with an exchange for each record that goes to the dead-letter topic.
     *
     * @throws ModelPausedException if they are too many: something else than the records is wrong
     */
    public void deadLetters(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        if (isConsumed(exchange)) {
            pauses.check(batch, exchange.getFromRouteId());
        }
        batch.deadLetters().forEach(letter -> say(batch, letter));
        exchange.getMessage().setBody(letters(exchange, maxRecordBytes));
    }

    private static void say(Batch batch, DeadLetter letter) {
        try (Scope unused = batch.trace().context(letter.source()).makeCurrent()) {
            LOG.atWarn()
                    .addKeyValue("route", letter.routeId())
                    .addKeyValue("record", letter.source().place())
                    .addKeyValue("error", letter.error())
                    .log("Record goes to the dead-letter topic");
        }
    }

    /** Sets the body to the dead letters again, so small that a topic which refused them as too large takes them. */
    public void cutDeadLetters(Exchange exchange) {
        exchange.getMessage().setBody(letters(exchange, Math.min(maxRecordBytes, SMALL_LETTER)));
    }

    private static List<Exchange> letters(Exchange exchange, int largest) {
        List<Exchange> letters = new ArrayList<>();
        for (DeadLetter letter : Batch.of(exchange).deadLetters()) {
            Exchange each = new DefaultExchange(exchange.getContext());
            letter.writeTo(each.getMessage(), largest);
            letters.add(each);
        }
        return letters;
    }

    /**
     * Commits each partition up to the batch's last record.
     *
     * @throws io.howdah.store.SwitchingException if a rebuild is switching the model to a collection that might lack what
     *     was written
     */
    public void commit(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        if (batch.target().collection().isEmpty() && batch.rounds() > 0) {
            asks(exchange, batch);
            try {
                collections.confirm(session(exchange), batch.model(), batch.collection());
            } finally {
                isAnswered(exchange, batch);
            }
        }
        batch.commit();
        batch.trace().end(null);
        if (isConsumed(exchange)) {
            pauses.passed(batch, exchange.getFromRouteId());
            stuck.passed(exchange.getFromRouteId(), batch);
            troubles.clear(exchange.getFromRouteId(), batch.thread());
            metrics.of(exchange, batch.model().name()).add(batch);
        }
    }
}
