package io.howdah.ingest;

import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.WriteModel;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of an ingest route that work on a batch as a whole; the bean {@code ingestBatch} of the routes. */
public final class BatchIngest {

    private static final Logger LOG = LoggerFactory.getLogger(BatchIngest.class);
    private static final String MODEL = "HowdahModel";

    private final ReadModels models;
    private final MongoDatabase database;
    private final Guard guard;
    private final int maxRecordBytes;

    /**
     * Makes the steps.
     *
     * @param models the models that routes name in the property {@code HowdahModel}
     * @param database where the models' collections are
     * @param tombstoneTtl how long a deleted key is remembered
     * @param maxRecordBytes values over this size are left out of dead letters
     */
    public BatchIngest(ReadModels models, MongoDatabase database, Duration tombstoneTtl, int maxRecordBytes) {
        this.models = models;
        this.database = database;
        this.guard = new Guard(tombstoneTtl);
        this.maxRecordBytes = maxRecordBytes;
    }

    /** Turns the consumer's body, a list with an exchange for each record, into a list of their messages. */
    public void open(Exchange exchange) {
        Batch batch = new Batch(models.get(exchange.getProperty(MODEL, String.class)));
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
                .addKeyValue("reason", failure == null ? "" : failure.toString())
                .log("Batch met a failed service, it is not committed and is read again");
    }

    /** Sets the body to the batch's writes, a list of {@link WriteModel}. */
    public void decide(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        ReadModel model = batch.model();
        List<WriteModel<Document>> writes =
                guard.decide(model, database.getCollection(model.collection()), batch.changes());
        batch.expectWrites(writes.size());
        exchange.getMessage().setBody(writes);
    }

    /**
     * Checks the body, the bulk write's result.
     *
     * @throws RaceLostException if a document was no longer as it was read
     */
    public void check(Exchange exchange) {
        Batch batch = Batch.of(exchange);
        BulkWriteResult result = exchange.getMessage().getBody(BulkWriteResult.class);
        int lost = batch.expectedWrites() - result.getInsertedCount() - result.getMatchedCount();
        if (lost > 0) {
            throw new RaceLostException(batch.model().name(), lost);
        }
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
