package io.howdah.ingest;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.WriteModel;
import io.howdah.ingest.Guard.Decision;
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
 * Steps of an ingest route for a whole batch. Bean {@code ingestBatch} of the routes; thread-safe. Between {@link
 * #open} and {@link #commit}, the batch is decided and written until every key is decided.
 */
public final class BatchIngest {

    /** Format of {@code _h} in documents. It is the first, so documents omit its number. */
    public static final StoredFormat FORMAT = new StoredFormat("_h of a document", 1);

    private static final Logger LOG = LoggerFactory.getLogger(BatchIngest.class);
    private static final String MODEL = "HowdahModel";
    private static final String PART = "HowdahPart";

    /** After this many consecutive conflicts the cause is not a concurrent writer. */
    private static final int MAX_ROUNDS = 100;

    /** Size that even a dead-letter topic with a small limit accepts. */
    private static final int SMALL_LETTER_BYTES = 16 * 1024;

    private final ReadModels models;
    private final ModelCollections collections;
    private final IngestPauses pauses;
    private final IngestRetries retries;
    private final StuckRecords stuck;
    private final Tracing tracing;
    private final Guard guard;
    private final IngestMetrics.All metrics;
    private final int maxRecordBytes;

    /**
     * Creates the steps.
     *
     * @param models the models, by the name in the exchange property {@code HowdahModel}
     * @param collections the models' collections
     * @param pauses decides whether a model may be ingested
     * @param retries records failures of routes and their backoff
     * @param stuck records that operators may skip
     * @param tracing records traces
     * @param tombstoneTtl how long tombstones are kept
     * @param maxRecordBytes values over this size are truncated in dead letters
     */
    public BatchIngest(
            ReadModels models,
            ModelCollections collections,
            IngestPauses pauses,
            IngestRetries retries,
            StuckRecords stuck,
            Tracing tracing,
            Duration tombstoneTtl,
            int maxRecordBytes) {
        this.models = models;
        this.collections = collections;
        this.pauses = pauses;
        this.retries = retries;
        this.stuck = stuck;
        this.tracing = tracing;
        this.metrics = new IngestMetrics.All(retries);
        this.guard = new Guard(tombstoneTtl);
        this.maxRecordBytes = maxRecordBytes;
    }

    /** Registers the metrics of a route, all at zero, before its first batch. */
    public void measure(MeterRegistry registry, IngestRoute route) {
        metrics.of(registry, route.id(), route.model());
    }

    /**
     * Starts a batch: turns the consumer's body, a list of exchanges, into a list of their messages.
     *
     * @throws ModelPausedException if the model is paused
     */
    public void open(Exchange exchange) {
        List<?> children = exchange.getMessage().getBody(List.class);
        ReadModel model = models.get(exchange.getProperty(MODEL, String.class));
        Batch batch = new Batch(
                model,
                exchange.getProperty(PART, ReadModel.MAIN_PART, String.class),
                exchange.getProperty(IngestTarget.PROPERTY, IngestTarget.LIVE, IngestTarget.class),
                children.size(),
                // A replay or rebuild is not part of the sender's trace.
                isConsumed(exchange) ? tracing : Tracing.OFF);
        exchange.setProperty(Batch.PROPERTY, batch);
        List<Message> records = new ArrayList<>(children.size());
        for (Object each : children) {
            Message record = ((Exchange) each).getMessage();
            batch.track(record);
            records.add(record);
        }
        pauses.admit(batch, isConsumed(exchange));
        exchange.getMessage().setBody(records);
    }

    /**
     * Aborts the batch after an infrastructure error: skips its other records, logs the error, and waits for the
     * backoff before the batch is read again.
     */
    public void abandon(Exchange exchange) {
        Batch batch = exchange.getProperty(Batch.PROPERTY, Batch.class);
        if (batch == null || batch.isAbandoned()) {
            return;
        }
        mongoResponded(exchange, batch);
        String routeId = exchange.getFromRouteId();
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        batch.abandon(failure);
        boolean paused = ObjectHelper.getException(ModelPausedException.class, failure) != null;
        String reason = ErrorClassification.describe(failure);
        if (!isConsumed(exchange)) {
            return;
        }
        IngestRetries.Failure retry = retries.add(
                routeId,
                batch.thread(),
                paused ? Kind.OPERATOR : Kind.INFRASTRUCTURE,
                reason + stuck.describe(routeId));
        Duration wait = retries.wait(retry);
        if (!paused || retry.tries() == 1) {
            LOG.atLevel(paused ? Level.ERROR : Level.WARN)
                    .addKeyValue("route", routeId)
                    .addKeyValue("model", batch.model().name())
                    .addKeyValue("tries", retry.tries())
                    .addKeyValue("retryMs", wait.toMillis())
                    .addKeyValue("reason", reason)
                    .log(
                            paused
                                    ? "Ingest is paused, the batch is not committed"
                                    : "Batch failed with an infrastructure error, it is not committed and will be retried");
        }
        retries.waitFor(wait, () -> isStopping(exchange));
    }

    private static boolean isStopping(Exchange exchange) {
        return exchange.getContext().isStopping()
                || exchange.getContext()
                        .getRouteController()
                        .getRouteStatus(exchange.getFromRouteId())
                        .isStopping();
    }

    /** Returns whether the batch comes from the route's own consumer, not from a replay or rebuild. */
    private static boolean isConsumed(Exchange exchange) {
        return exchange.getProperty(IngestTarget.PROPERTY) == null;
    }

    /** Returns whether changes of the batch are not decided yet, or must be decided again. */
    public boolean isUndecided(Exchange exchange) {
        return !Batch.of(exchange).undecided().isEmpty();
    }

    /**
     * Sets the body to the batch's writes, a list of {@link WriteModel}, and the header with their collection.
     *
     * @throws RaceLostException if other writers won too many times in a row
     */
    public void decide(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        if (batch.rounds() >= MAX_ROUNDS) {
            throw new RaceLostException(batch.model().name(), batch.undecided().size());
        }
        ReadModel model = batch.model();
        MongoCollection<Document> collection = collections.named(collection(batch));
        TraceContext.set(exchange, batch.trace().context());
        long startedAt = System.nanoTime();
        awaitMongo(exchange, batch);
        try (Scope unused = batch.trace().context().makeCurrent()) {
            List<Decision> decisions =
                    guard.decide(session(exchange), model, collection, batch.undecided(), batch.target());
            if (isConsumed(exchange) && decisions.stream().anyMatch(Decision::moved)) {
                pauses.admitMoved(batch);
            }
            batch.decide(collection.getNamespace().getCollectionName(), decisions);
        } catch (TruncatedLogException e) {
            throw pauses.truncated(model.name(), e);
        } finally {
            mongoResponded(exchange, batch);
        }
        metrics.of(exchange, model.name()).find().record(System.nanoTime() - startedAt, TimeUnit.NANOSECONDS);
        Message message = exchange.getMessage();
        message.setHeader(MongoDbConstants.COLLECTION, batch.collection());
        message.setBody(batch.written().stream()
                .map(decision -> Objects.requireNonNull(decision.write()))
                .toList());
        batch.startTimer();
        if (!batch.written().isEmpty()) {
            awaitMongo(exchange, batch);
        }
    }

    private void awaitMongo(Exchange exchange, Batch batch) {
        if (isConsumed(exchange)) {
            retries.awaitMongo(exchange.getFromRouteId(), batch.thread());
        }
    }

    private void mongoResponded(Exchange exchange, Batch batch) {
        if (isConsumed(exchange)) {
            retries.mongoResponded(exchange.getFromRouteId(), batch.thread());
        }
    }

    /** Returns the session that the batch's reads and writes share until the exchange ends. */
    private ClientSession session(Exchange exchange) {
        ClientSession existing = exchange.getProperty(ModelCollections.SESSION, ClientSession.class);
        if (existing != null) {
            return existing;
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

    /**
     * Returns the collection to write. A batch stays with its first one, even if a rebuild switches the collection
     * meanwhile.
     */
    private String collection(Batch batch) {
        if (batch.rounds() > 0) {
            return batch.collection();
        }
        return batch.target().collection().orElseGet(() -> collections.writable(batch.model()));
    }

    /** Processes the body, the bulk write's result: successful writes are final, lost races are decided again. */
    public void check(Exchange exchange) {
        BulkWriteResult result = exchange.getMessage().getBody(BulkWriteResult.class);
        stuck.addWritten(Batch.of(exchange).model().name(), result.getInsertedCount() + result.getMatchedCount());
        settle(exchange, result, Map.of());
    }

    /**
     * Processes a failed bulk write. Records whose documents MongoDB rejected, and records that an operator skips,
     * become dead letters. Older changes of their keys, and lost races, are decided again. All other writes have
     * succeeded.
     *
     * @throws MongoBulkWriteException if the failure is an infrastructure error
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
        stuck.addWritten(batch.model().name(), result.getInsertedCount() + result.getMatchedCount());
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

    private boolean isSkipped(Exchange exchange, Decision decision, BulkWriteError error, long before) {
        return isConsumed(exchange)
                && stuck.isSkipped(exchange.getFromRouteId(), Batch.of(exchange), decision, error.getCode(), before);
    }

    /** Adds dead letters for documents that are too large for the driver to send. The other keys are decided again. */
    public void rejectTooLarge(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        mongoResponded(exchange, batch);
        for (Decision decision : batch.written()) {
            if (DocumentLimits.isTooLarge(Guard.document(decision))) {
                batch.reject(
                        decision, letter(exchange, decision, "the document is larger than MongoDB's limit of 16 MiB"));
            } else {
                // It may have been sent before the document that was too large.
                batch.decideAgain(decision);
            }
        }
    }

    private void settle(Exchange exchange, BulkWriteResult result, Map<Integer, BulkWriteError> errors) {
        Batch batch = Batch.of(exchange);
        mongoResponded(exchange, batch);
        metrics.of(exchange, batch.model().name()).write().record(batch.elapsedNanos(), TimeUnit.NANOSECONDS);
        List<Decision> replaced = new ArrayList<>();
        for (int i = 0; i < batch.written().size(); i++) {
            Decision decision = batch.written().get(i);
            BulkWriteError error = errors.get(i);
            if (error != null && WriteErrors.isRace(error)) {
                batch.decideAgain(decision);
                batch.addRaces(1);
            } else if (error != null) {
                batch.reject(
                        decision,
                        letter(
                                exchange,
                                decision,
                                "MongoDB rejected the document with code " + WriteErrors.describe(error.getCode())
                                        + (WriteErrors.isOfDocument(error) ? "" : "; an operator skipped it")));
            } else if (decision.isInsert()) {
                batch.settle(decision);
            } else {
                replaced.add(decision);
            }
        }
        int lost = replaced.size() - result.getMatchedCount();
        // MongoDB reports how many did not match, but not which.
        replaced.forEach(lost == 0 ? batch::settle : batch::decideAgain);
        batch.addRaces(lost);
    }

    private static DeadLetter letter(Exchange exchange, Decision decision, String reason) {
        RecordChange change = Objects.requireNonNull(decision.newest());
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
     * Sets the body to a list with an exchange for each dead letter.
     *
     * @throws ModelPausedException if there are too many, which means that the cause is not in the records
     */
    public void deadLetters(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        if (isConsumed(exchange)) {
            pauses.checkDeadLetters(batch, exchange.getFromRouteId());
        }
        batch.deadLetters().forEach(letter -> log(batch, letter));
        exchange.getMessage().setBody(letters(exchange, maxRecordBytes));
    }

    private static void log(Batch batch, DeadLetter letter) {
        try (Scope unused = batch.trace().context(letter.source()).makeCurrent()) {
            LOG.atWarn()
                    .addKeyValue("route", letter.routeId())
                    .addKeyValue("record", letter.source().position())
                    .addKeyValue("error", letter.error())
                    .log("Record goes to the dead-letter topic");
        }
    }

    /**
     * Sets the body to the dead letters again, truncated so that a topic that rejected them as too large accepts them.
     */
    public void cutDeadLetters(Exchange exchange) {
        exchange.getMessage().setBody(letters(exchange, Math.min(maxRecordBytes, SMALL_LETTER_BYTES)));
    }

    private static List<Exchange> letters(Exchange exchange, int maxBytes) {
        List<Exchange> letters = new ArrayList<>();
        for (DeadLetter letter : Batch.of(exchange).deadLetters()) {
            Exchange each = new DefaultExchange(exchange.getContext());
            letter.writeTo(each.getMessage(), maxBytes);
            letters.add(each);
        }
        return letters;
    }

    /**
     * Commits each partition up to the batch's last record.
     *
     * @throws io.howdah.store.SwitchingException if a rebuild is switching the model to a collection that may lack the
     *     batch's writes
     */
    public void commit(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        if (batch.target().collection().isEmpty() && batch.rounds() > 0) {
            awaitMongo(exchange, batch);
            try {
                collections.confirm(session(exchange), batch.model(), batch.collection());
            } finally {
                mongoResponded(exchange, batch);
            }
        }
        batch.commit();
        batch.trace().end(null);
        if (isConsumed(exchange)) {
            pauses.passed(batch, exchange.getFromRouteId());
            stuck.passed(exchange.getFromRouteId(), batch);
            retries.clear(exchange.getFromRouteId(), batch.thread());
            metrics.of(exchange, batch.model().name()).add(batch);
        }
    }
}
