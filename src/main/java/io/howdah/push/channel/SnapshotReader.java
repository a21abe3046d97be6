package io.howdah.push.channel;

import static com.mongodb.client.model.Filters.and;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.model.ReadModel;
import io.howdah.push.EncodedEvent;
import io.howdah.push.channel.PayloadTransform.Shown;
import io.howdah.store.ModelCollections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents of a snapshot in batches: those that the subscription may see and that match its filter; from the
 * primary, majority-committed, and causally after the position that the replay continues from. Threads use it one at a
 * time. It closes itself after the last document.
 */
final class SnapshotReader implements AutoCloseable {

    /** Documents in a batch, which the client must have read before the next is read. */
    private static final int STRIDE = 50;

    private final Source source;
    private final Subscription subscription;
    private @Nullable Channel channel;
    private @Nullable ClientSession session;
    private @Nullable MongoCursor<Document> documents;
    private String position = "";
    private long number;

    /** Collaborators of all readers. */
    record Source(MongoClient client, ModelCollections collections, PayloadTransform payloads, NotifyRoutes routes) {}

    /**
     * A batch of documents.
     *
     * @param position position to replay from after the last document
     * @param isLast whether there are no more documents
     */
    record Stride(List<EncodedEvent> documents, String position, boolean isLast) {}

    SnapshotReader(Source source, Subscription subscription) {
        this.source = source;
        this.subscription = subscription;
    }

    /** Returns the next documents, encoded. Blocks for MongoDB and for data that the encoder reads. */
    Stride next() {
        Channel current = channel == null ? subscription.channel() : channel;
        channel = current;
        NotifyRoute route = source.routes().ofChannel(current.name()).orElseThrow();
        MongoCursor<Document> open = documents == null ? open(current) : documents;
        List<SubscriptionEvent> items = new ArrayList<>(STRIDE);
        boolean more = true;
        for (int read = 0; read < STRIDE && more; read++) {
            more = open.hasNext();
            if (more) {
                item(route, current.model(), open.next()).ifPresent(items::add);
            }
        }
        // A cursor without an id is already closed on the server, so the next batch would be empty.
        boolean isLast = !more || (open.getServerCursor() == null && open.available() == 0);
        if (isLast) {
            close();
        }
        return new Stride(subscription.outbox().encodeSnapshot(items), position, isLast);
    }

    private Optional<SubscriptionEvent> item(NotifyRoute route, ReadModel model, Document stored) {
        Optional<Shown> shown = source.payloads().transform(route, model, "", OperationType.INSERT, stored);
        ObjectNode data = shown.map(Shown::data).orElse(null);
        return data == null
                ? Optional.empty()
                : Optional.of(SubscriptionEvent.snapshotItem(shown.orElseThrow().change(), data, ++number));
    }

    private MongoCursor<Document> open(Channel current) {
        // Taken now and not on arrival, as the replay buffer may have evicted that position since.
        position = current.end();
        ReadModel model = current.model();
        ClientSession causal = source.client().startSession();
        session = causal;
        // Reads of this session are after the server's current time, which is after every position sent so far.
        source.collections().ping(causal);
        MongoCursor<Document> opened = source.collections()
                .of(model)
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .find(
                        causal,
                        and(
                                model.present(),
                                model.access().query(subscription.principal()),
                                subscription.filter().query()))
                .batchSize(STRIDE)
                .iterator();
        documents = opened;
        return opened;
    }

    /** Closes the cursor, also on the server. Idempotent. */
    @Override
    public void close() {
        if (documents != null) {
            documents.close();
        }
        if (session != null) {
            session.close();
        }
    }
}
