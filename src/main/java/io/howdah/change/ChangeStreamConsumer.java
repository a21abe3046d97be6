package io.howdah.change;

import com.mongodb.MongoException;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.camel.support.DefaultConsumer;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/**
 * Hands each change of a collection to its route: the body is the stored {@link Document} (for a delete one that holds
 * the {@code _id} alone), the headers are those of {@link MongoDbConstants} for operation, key, database and collection,
 * and {@link ChangeHeaders#RESUME_TOKEN}.
 */
final class ChangeStreamConsumer extends DefaultConsumer {

    private static final String KEY = MongoDbConstants.MONGO_ID;

    /** Longer than an idle getMore is held. After it the thread is interrupted, as when it waits for a lost server. */
    private static final long STOP_MS = 3000;

    private final ChangeStreamEndpoint endpoint;
    private @Nullable ExecutorService executor;
    private @Nullable ChangeStreamFollower follower;

    ChangeStreamConsumer(ChangeStreamEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ChangeStream stream = new ChangeStream(
                endpoint.getMongoConnection().getDatabase(endpoint.getDatabase()),
                endpoint.getCollection(),
                filter(),
                endpoint.getFullDocument());
        follower = new ChangeStreamFollower(stream, beginning(stream), this::deliver);
        setHealthCheck(new FollowingHealthCheck(follower));
        executor = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadExecutor(this, "ChangeStream-" + endpoint.getCollection());
        executor.execute(follower);
    }

    /** A filter that is no JSON fails the start, and not the stream. */
    private @Nullable Bson filter() {
        String filter = endpoint.getStreamFilter();
        try {
            return filter == null ? null : BsonDocument.parse(filter);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("streamFilter=" + filter + " must be a JSON object: " + e.getMessage());
        }
    }

    /** The present time of the server, so that no change is missed between the start and the opening of the stream. */
    private Place beginning(ChangeStream stream) {
        try {
            return new Place.Beginning(stream.now(endpoint.getMongoConnection()));
        } catch (MongoException e) {
            return new Place.Beginning(null);
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (follower != null) {
            follower.stop();
        }
        if (executor != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(executor, STOP_MS);
            executor = null;
        }
        super.doStop();
    }

    /** Runs the route for one change; its failure is thrown, so that the follower keeps its place. */
    private void deliver(ChangeStreamDocument<Document> change) throws Exception {
        Exchange exchange = createExchange(false);
        try {
            describe(change, exchange.getMessage());
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private void describe(ChangeStreamDocument<Document> change, Message message) {
        Object key = key(Objects.requireNonNull(change.getDocumentKey()));
        OperationType operation = Objects.requireNonNull(change.getOperationType());
        message.setHeader(MongoDbConstants.DATABASE, endpoint.getDatabase());
        message.setHeader(MongoDbConstants.COLLECTION, endpoint.getCollection());
        message.setHeader(MongoDbConstants.FROM_TAILABLE, true);
        message.setHeader(MongoDbConstants.STREAM_OPERATION_TYPE, operation.getValue());
        message.setHeader(KEY, key);
        message.setHeader(ChangeHeaders.RESUME_TOKEN, change.getResumeToken());
        message.setBody(operation == OperationType.DELETE ? new Document(KEY, key) : change.getFullDocument());
    }

    /** The key as the driver gives it in documents: a String, ObjectId, Integer, Document... */
    private static Object key(BsonDocument documentKey) {
        Document decoded = new DocumentCodec()
                .decode(
                        new BsonDocumentReader(documentKey),
                        DecoderContext.builder().build());
        return Objects.requireNonNull(decoded.get(KEY));
    }
}
