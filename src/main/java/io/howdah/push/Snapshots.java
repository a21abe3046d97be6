package io.howdah.push;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.ne;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCursor;
import io.howdah.model.ReadModel;
import io.howdah.store.ModelCollections;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a subscription all documents that it may see and asked for, as they are behind a place of the stream; after them it goes
 * on from that place, so that nothing is missing. A few are served at a time, as fast as their clients read; others wait.
 */
final class Snapshots implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final int AT_ONCE = 4;
    private static final int STRIDE = 50;
    private static final long PATIENCE_SECONDS = 30;

    private final MongoClient client;
    private final ModelCollections collections;
    private final FrameMaker frames;
    private final NotifyRoutes routes;
    private final ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread thread = new Thread(task, "howdah-snapshot");
        thread.setDaemon(true);
        return thread;
    });

    Snapshots(MongoClient client, ModelCollections collections, FrameMaker frames, NotifyRoutes routes) {
        this.client = client;
        this.collections = collections;
        this.frames = frames;
        this.routes = routes;
    }

    /** Sends one its snapshot, taken behind this place of its channel; it waits for its turn. */
    void add(Subscription subscription, String place) {
        try {
            pool.execute(() -> send(subscription, place));
        } catch (RejectedExecutionException e) {
            subscription.context().runOnContext(now -> subscription.close(CloseCode.GOING_AWAY));
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    private void send(Subscription subscription, String place) {
        if (subscription.isClosed()) {
            return;
        }
        Feed feed = subscription.feed();
        try {
            NotifyRoute route = routes.ofChannel(feed.channel()).orElseThrow();
            hand(subscription, List.of(feed.encoder().marker(Control.SNAPSHOT_BEGIN)));
            read(subscription, route);
            onLoop(subscription, done -> {
                subscription.snapshotEnds(place);
                done.countDown();
            });
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("channel", feed.channel())
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("A snapshot cannot be sent now, its client is to connect again");
            subscription.context().runOnContext(now -> subscription.close(CloseCode.FAILED));
        }
    }

    private void read(Subscription subscription, NotifyRoute route) {
        ReadModel model = subscription.feed().model();
        FrameEncoder encoder = subscription.feed().encoder();
        List<byte[]> items = new ArrayList<>(STRIDE);
        long number = 0;
        try (ClientSession session = client.startSession();
                MongoCursor<Document> documents = find(session, subscription, model)) {
            while (documents.hasNext() && !subscription.isClosed()) {
                Document stored = documents.next();
                StoredChange change = StoredChange.of(model, "", Objects.requireNonNull(stored.get("_id")), stored);
                Optional<ObjectNode> data = frames.data(route, change);
                if (data.isPresent()) {
                    items.add(encoder.item(change, data.get(), ++number));
                }
                if (items.size() == STRIDE) {
                    hand(subscription, items);
                    items.clear();
                }
            }
        }
        hand(subscription, items);
    }

    private MongoCursor<Document> find(ClientSession session, Subscription subscription, ReadModel model) {
        // The session's later reads are behind the server's present time, and that is behind every place that was told.
        collections.ping(session);
        return collections
                .of(model)
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .find(
                        session,
                        and(
                                ne("_h.del", true),
                                model.access().query(subscription.principal()),
                                subscription.filter().query()))
                .batchSize(STRIDE)
                .iterator();
    }

    /** Hands frames over and waits until the client has read so much that nothing waits for it. */
    private static void hand(Subscription subscription, List<byte[]> frames) {
        List<byte[]> handed = List.copyOf(frames);
        onLoop(subscription, done -> {
            handed.forEach(frame -> subscription.outbox().frame(frame, null));
            subscription.whenEmpty(done::countDown);
        });
    }

    private interface OnLoop {
        void run(CountDownLatch done);
    }

    private static void onLoop(Subscription subscription, OnLoop action) {
        CountDownLatch done = new CountDownLatch(1);
        subscription.context().runOnContext(now -> action.run(done));
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!done.await(1, TimeUnit.SECONDS)) {
                if (subscription.isClosed()) {
                    return;
                }
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("the client does not read");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopping", e);
        }
    }
}
