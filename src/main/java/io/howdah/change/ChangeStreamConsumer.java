package io.howdah.change;

import com.mongodb.MongoException;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.observe.ErrorBarrier;
import io.howdah.store.ModelCollections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.mongodb.MongoDbConstants;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.DefaultConsumer;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/**
 * Creates an exchange for each change of a collection. The body is the stored {@link Document} (for a delete only its
 * {@code _id}). The headers are those of {@link MongoDbConstants} for operation, key, database and collection, plus {@link
 * ChangeHeaders#RESUME_TOKEN} and {@link ChangeHeaders#PREVIOUS_TOKEN}. If a rebuild switched the read model to another
 * collection, the collection was dropped or renamed, or the server's history was lost, the route receives a message with
 * the operation type {@link ChangeHeaders#RESYNC} at that point of the order.
 */
final class ChangeStreamConsumer extends DefaultConsumer {

    private static final String KEY = MongoDbConstants.MONGO_ID;
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    /** Values of {@code fullDocument} that a shared stream supports. */
    private static final Set<FullDocument> SHARED = EnumSet.of(FullDocument.DEFAULT, FullDocument.UPDATE_LOOKUP);

    /**
     * Maximum wait for the follower thread to stop, longer than an idle getMore. After it the thread is interrupted, for
     * example while it waits for a lost server.
     */
    private static final long STOP_MS = 3000;

    private final ChangeStreamEndpoint endpoint;
    private @Nullable ExecutorService executor;
    private @Nullable StreamFollower following;

    /** The channels that the route supplies, by their listener. */
    private Map<PositionListener, String> channels = Map.of();

    /** The channel that may take changes before the route; null if the route sees every change. */
    private @Nullable PositionListener taker;

    ChangeStreamConsumer(ChangeStreamEndpoint endpoint, Processor processor) {
        super(endpoint, new ErrorBarrier(processor));
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        channels = channels();
        taker = taker();
        StateRepository<String, String> repository = endpoint.tokenRepository();
        StreamFollower next = repository == null ? broadcast() : durable(repository);
        following = next;
        endpoint.getComponent().streams().add(getRouteId(), next);
        setHealthCheck(new FollowingHealthCheck(next));
        executor = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadExecutor(this, "ChangeStream-" + endpoint.getCollection());
        executor.execute(() -> {
            try {
                next.run();
            } finally {
                endpoint.getComponent().streams().ended(getRouteId(), next);
            }
        });
    }

    private ChangeStream stream(FollowedCollection followed) {
        return new ChangeStream(
                endpoint.getMongoConnection(),
                ChangeStream.reading(endpoint.getMongoConnection().getDatabase(endpoint.getDatabase())),
                followed,
                filter(),
                endpoint.getFullDocument());
    }

    private FollowedCollection collection() {
        return new FollowedCollection(endpoint.getCollection(), switches());
    }

    private StreamFollower durable(StateRepository<String, String> repository) {
        String key = getRouteId() + "/" + endpoint.getCollection();
        PositionKeeper keeper = repository instanceof DurablePositions positions
                ? positions.lease(key)
                : new RepositoryPositionKeeper(repository, key);
        return new DurableFollower(stream(collection()), new Exchanges(keeper), keeper);
    }

    private Map<PositionListener, String> channels() {
        Map<PositionListener, String> found = new LinkedHashMap<>();
        for (PositionListener listener : endpoint.getComponent().listeners()) {
            listener.channelOf(getRouteId()).ifPresent(channel -> found.put(listener, channel));
        }
        return found;
    }

    private @Nullable PositionListener taker() {
        return channels.size() == 1
                ? channels.keySet().stream()
                        .filter(listener -> listener.isSkippable(getRouteId()))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** A route that was stopped or removed and returns misses no change; nor does a channel that another route supplies now. */
    private StreamFollower broadcast() {
        String owner = channels.isEmpty() ? "route " + getRouteId() : "channel " + String.join(" ", channels.values());
        String namespace = endpoint.getDatabase() + "." + endpoint.getCollection();
        ChangeStreamFollower former = endpoint.getComponent().streams().former(owner, namespace);
        ChangeStream stream = stream(former == null ? collection() : former.followed());
        StreamPosition from = former == null ? beginning(stream) : former.position();
        // A shared stream would read documents for all routes that a filter excludes.
        SharedStream shared =
                stream.filter() == null && SHARED.contains(endpoint.getFullDocument()) ? endpoint.shared() : null;
        ChangeStreamFollower next = new ChangeStreamFollower(stream, from, new Exchanges(null), shared);
        if (former != null && former.isHistoryLost()) {
            next.loseHistory();
        }
        endpoint.getComponent().streams().remember(owner, namespace, next);
        return next;
    }

    /** Parses the filter. An invalid filter fails the start of the route, not the stream. */
    private @Nullable Bson filter() {
        String filter = endpoint.getStreamFilter();
        try {
            return filter == null ? null : BsonDocument.parse(filter);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("streamFilter=" + filter + " must be a JSON object: " + e.getMessage());
        }
    }

    /** Returns the collections that rebuilds switch, or null for another database. */
    private @Nullable ModelCollections switches() {
        return endpoint.getComponent()
                .collections()
                .filter(known -> known.areIn(endpoint.getDatabase()))
                .orElse(null);
    }

    /**
     * Returns the start position at the time of the call, so that no change between the start and the opening of the
     * stream is lost.
     */
    private static @Nullable StreamPosition beginning(ChangeStream stream) {
        try {
            return stream.begin();
        } catch (MongoException e) {
            return null;
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (following != null) {
            // Remove the route before its thread ends, because this end is intentional.
            endpoint.getComponent().streams().remove(getRouteId());
            following.stop();
        }
        if (executor != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(executor, STOP_MS);
            executor = null;
        }
        super.doStop();
    }

    /** Runs the exchange and throws its failure, so that the follower keeps its position. */
    private void run(Consumer<Message> description) throws Exception {
        Exchange exchange = createExchange(false);
        try {
            description.accept(exchange.getMessage());
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private void describe(ChangeEvent change, @Nullable ResumeToken previous, Message message) {
        Object key = key(Objects.requireNonNull(change.key()));
        OperationType operation = change.operation();
        describe(operation.getValue(), change.token(), message);
        message.setHeader(KEY, key);
        if (previous != null) {
            message.setHeader(ChangeHeaders.PREVIOUS_TOKEN, previous.value());
        }
        message.setBody(operation == OperationType.DELETE ? new Document(KEY, key) : document(change));
    }

    private @Nullable Document document(ChangeEvent change) {
        RawBsonDocument document = rawDocument(change);
        return document == null ? null : document.decode(DOCUMENTS);
    }

    private @Nullable RawBsonDocument rawDocument(ChangeEvent change) {
        // A shared stream may have looked up the document for another route.
        boolean unasked =
                change.operation() == OperationType.UPDATE && endpoint.getFullDocument() == FullDocument.DEFAULT;
        return unasked ? null : change.document();
    }

    private void describe(String operation, ResumeToken token, Message message) {
        message.setHeader(MongoDbConstants.DATABASE, endpoint.getDatabase());
        message.setHeader(MongoDbConstants.COLLECTION, endpoint.getCollection());
        message.setHeader(MongoDbConstants.FROM_TAILABLE, true);
        message.setHeader(MongoDbConstants.STREAM_OPERATION_TYPE, operation);
        message.setHeader(ChangeHeaders.RESUME_TOKEN, token.value());
    }

    /** Returns the key as the driver decodes it in documents: a String, ObjectId, Integer, Document and so on. */
    private static Object key(BsonDocument documentKey) {
        Document decoded = DOCUMENTS.decode(
                new BsonDocumentReader(documentKey), DecoderContext.builder().build());
        return Objects.requireNonNull(decoded.get(KEY));
    }

    /** Creates an exchange for each change and resync of the stream. */
    private final class Exchanges implements ChangeStreamFollower.Delivery {

        private final @Nullable PositionKeeper keeper;

        Exchanges(@Nullable PositionKeeper keeper) {
            this.keeper = keeper;
        }

        @Override
        public void deliver(ChangeEvent change, @Nullable ResumeToken previous) throws Exception {
            if (keeper == null && isTaken(change, previous)) {
                return;
            }
            run(message -> {
                describe(change, previous, message);
                sign(message);
            });
        }

        private boolean isTaken(ChangeEvent change, @Nullable ResumeToken previous) {
            PositionListener present = taker;
            return present != null
                    && present.take(
                            Objects.requireNonNull(channels.get(present)), change.raw(previous, rawDocument(change)));
        }

        @Override
        public void resync(ResumeToken token) throws Exception {
            run(message -> {
                describe(ChangeHeaders.RESYNC, token, message);
                sign(message);
            });
        }

        private void sign(Message message) {
            if (keeper != null && keeper.epoch() > 0) {
                message.setHeader(ChangeHeaders.LEASE_EPOCH, keeper.epoch());
            }
        }

        @Override
        public void passed(@Nullable ResumeToken previous, ResumeToken token) {
            String before = previous == null ? null : previous.position();
            channels.forEach((listener, channel) -> listener.passed(channel, before, token.position()));
        }
    }
}
