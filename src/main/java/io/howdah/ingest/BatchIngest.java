package io.howdah.ingest;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.store.ModelCollections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.util.ObjectHelper;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of an ingest route that work on a batch as a whole; the bean {@code ingestBatch} of the routes. */
public final class BatchIngest {

    private static final Logger LOG = LoggerFactory.getLogger(BatchIngest.class);
    private static final String MODEL = "HowdahModel";
    private static final int DUPLICATE_KEY = 11000;

    /**
     * Codes of write errors that say nothing about the document: no permission, time-out, interrupted, shutting down, not
     * primary, write conflict, disk full. Every other one refuses the document.
     */
    private static final Set<Integer> OUTSIDE =
            Set.of(13, 18, 50, 89, 91, 112, 189, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436, 14031);

    private final ReadModels models;
    private final ModelCollections collections;
    private final Guard guard;
    private final int maxRecordBytes;

    /**
     * Makes the steps.
     *
     * @param models the models that routes name in the property {@code HowdahModel}
     * @param collections where the models' documents are
     * @param tombstoneTtl how long a deleted key is remembered
     * @param maxRecordBytes values over this size are left out of dead letters
     */
    public BatchIngest(ReadModels models, ModelCollections collections, Duration tombstoneTtl, int maxRecordBytes) {
        this.models = models;
        this.collections = collections;
        this.guard = new Guard(tombstoneTtl);
        this.maxRecordBytes = maxRecordBytes;
    }

    /** Turns the consumer's body, a list with an exchange for each record, into a list of their messages. */
    public void open(Exchange exchange) {
        Batch batch = new Batch(
                models.get(exchange.getProperty(MODEL, String.class)),
                exchange.getProperty(IngestTarget.PROPERTY, IngestTarget.LIVE, IngestTarget.class));
        List<Message> records = new ArrayList<>();
        for (Object each : exchange.getMessage().getBody(List.class)) {
            Message record = ((Exchange) each).getMessage();
            batch.remember(record);
            records.add(record);
        }
        exchange.setProperty(Batch.PROPERTY, batch);
        exchange.getMessage().setBody(records);
    }

    /** Notes that the outside failed, so that the batch's other records need not try it as well, and says so once. */
    public void abandon(Exchange exchange) {
        Batch batch = exchange.getProperty(Batch.PROPERTY, Batch.class);
        if (batch == null || batch.isAbandoned()) {
            return;
        }
        batch.abandon();
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        LOG.atWarn()
                .addKeyValue("route", exchange.getFromRouteId())
                .addKeyValue("model", batch.model().name())
                .addKeyValue("reason", Faults.describe(failure))
                .log("Batch failed by no fault of its records, it is not committed and is read again");
    }

    /** Sets the body to the batch's writes, a list of {@link com.mongodb.client.model.WriteModel}, and names their collection. */
    public void decide(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        ReadModel model = batch.model();
        MongoCollection<Document> collection =
                collections.named(batch.target().collection().orElseGet(() -> collections.nameOf(model)));
        Guard.Decision decision = guard.decide(model, collection, batch.changes());
        batch.write(decision.causes());
        exchange.getMessage()
                .setHeader(
                        MongoDbConstants.COLLECTION, collection.getNamespace().getCollectionName());
        exchange.getMessage().setBody(decision.writes());
    }

    /**
     * Checks the body, the bulk write's result.
     *
     * @throws RaceLostException if a document was no longer as it was read
     */
    public void check(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        BulkWriteResult result = exchange.getMessage().getBody(BulkWriteResult.class);
        int lost = batch.written().size() - result.getInsertedCount() - result.getMatchedCount();
        if (lost > 0) {
            throw new RaceLostException(batch.model().name(), lost);
        }
    }

    /**
     * Puts those records aside whose documents the server refused, which is their own fault; it has written the others.
     *
     * @throws RaceLostException if another writer was faster with some key
     * @throws MongoBulkWriteException if the server could not write, which is no record's fault
     */
    public void rejectRefused(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        MongoBulkWriteException failure = ObjectHelper.getException(
                MongoBulkWriteException.class, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        boolean outside = failure.getWriteErrors().stream().anyMatch(error -> OUTSIDE.contains(error.getCode()));
        if (outside || failure.getWriteConcernError() != null) {
            throw failure;
        }
        List<BulkWriteError> refused = failure.getWriteErrors().stream()
                .filter(error -> !isRace(error))
                .toList();
        for (BulkWriteError error : refused) {
            Object id = batch.written().get(error.getIndex()).id();
            String reason = "MongoDB refuses the document with code " + error.getCode();
            // The key's older records of this batch were folded into the refused one, and are not stored either.
            batch.changes().stream()
                    .filter(change -> change.id().equals(id))
                    .map(change -> new DeadLetter(
                            change.record(), BulkWriteError.class.getName(), reason, exchange.getFromRouteId()))
                    .forEach(batch::add);
        }
        BulkWriteResult result = failure.getWriteResult();
        int lost = batch.written().size() - refused.size() - result.getInsertedCount() - result.getMatchedCount();
        if (lost > 0) {
            throw new RaceLostException(batch.model().name(), lost);
        }
    }

    /** An insert that met a document with its key: somebody else made it since it was looked for. */
    private static boolean isRace(BulkWriteError error) {
        return error.getCode() == DUPLICATE_KEY && error.getMessage().contains(" index: _id_ ");
    }

    /** Sets the body to a list with a message for each record that goes to the dead-letter topic. */
    public void deadLetters(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        List<Message> messages = new ArrayList<>();
        for (DeadLetter letter : batch.deadLetters()) {
            Message message = new DefaultMessage(exchange.getContext());
            letter.writeTo(message, maxRecordBytes);
            messages.add(message);
            LOG.atWarn()
                    .addKeyValue("route", letter.routeId())
                    .addKeyValue("record", letter.source().place())
                    .addKeyValue("error", letter.error())
                    .log("Record goes to the dead-letter topic");
        }
        exchange.getMessage().setBody(messages);
    }

    /** Commits each partition up to the batch's last record. */
    public void commit(Exchange exchange) {
        Batch.of(exchange).commit();
    }
}
