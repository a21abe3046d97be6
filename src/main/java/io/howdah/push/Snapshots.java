package io.howdah.push;

import static com.mongodb.client.model.Filters.and;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.model.ReadModel;
import io.howdah.push.FrameMaker.Shown;
import io.howdah.store.ModelCollections;
import java.util.ArrayList;
import java.util.List;
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
    private static final int STRIDE_BYTES = 64 * 1024;
    private static final long LOOK_MS = 500;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** As long as one stride may take; others wait for the thread. */
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(10);

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

    /** Sends one its snapshot; it waits for its turn. */
    void add(Subscription subscription) {
        try {
            pool.execute(() -> new Sending(subscription).run());
        } catch (RejectedExecutionException e) {
            subscription.context().runOnContext(now -> subscription.goAway());
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    private MongoCursor<Document> find(ClientSession session, Subscription subscription) {
        ReadModel model = subscription.feed().model();
        // The session's later reads are behind the server's present time, and that is behind every place that was told.
        collections.ping(session);
        return collections
                .of(model)
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .find(
                        session,
                        and(
                                model.present(),
                                model.access().query(subscription.principal()),
                                subscription.filter().query()))
                .batchSize(STRIDE)
                .iterator();
    }

    /** One snapshot. All waiting for its client together is bounded, since others wait for the thread. */
    private final class Sending {

        private final Subscription subscription;
        private final List<Notice> items = new ArrayList<>(STRIDE);
        private long patience = PATIENCE_NANOS;

        Sending(Subscription subscription) {
            this.subscription = subscription;
        }

        void run() {
            if (subscription.isClosed()) {
                return;
            }
            Feed feed = subscription.feed();
            try {
                NotifyRoute route = routes.ofChannel(feed.channel()).orElseThrow();
                hand(subscription::snapshotBegins);
                // Now and not when it came, or the ring may have left the place behind.
                String place = feed.end();
                read(route);
                subscription.context().runOnContext(now -> subscription.snapshotEnds(place));
            } catch (SlowClientException e) {
                subscription.context().runOnContext(now -> subscription.close(CloseCode.TOO_SLOW));
            } catch (RuntimeException | Error e) {
                LOG.atWarn()
                        .addKeyValue("channel", feed.channel())
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .log("A snapshot cannot be sent now, its client is to connect again");
                subscription.context().runOnContext(now -> subscription.close(CloseCode.FAILED));
            }
        }

        private void read(NotifyRoute route) {
            long number = 0;
            try (ClientSession session = client.startSession();
                    MongoCursor<Document> documents = find(session, subscription)) {
                while (documents.hasNext() && !subscription.isClosed()) {
                    Document stored = documents.next();
                    Optional<Shown> shown =
                            frames.show(route, subscription.feed().model(), "", OperationType.INSERT, stored);
                    ObjectNode data = shown.map(Shown::data).orElse(null);
                    if (data != null) {
                        add(Notice.item(shown.orElseThrow().change(), data, ++number));
                    }
                }
            }
            flush();
        }

        private void add(Notice item) {
            items.add(item);
            if (items.size() == STRIDE) {
                flush();
            }
        }

        private void flush() {
            List<Frame> frames = subscription.outbox().snapshot(items);
            List<Frame> handed = new ArrayList<>(frames.size());
            int bytes = 0;
            for (Frame frame : frames) {
                handed.add(frame);
                bytes += frame.size();
                if (bytes >= STRIDE_BYTES) {
                    hand(List.copyOf(handed));
                    handed.clear();
                    bytes = 0;
                }
            }
            hand(handed);
            items.clear();
        }

        private void hand(List<Frame> frames) {
            hand(() -> frames.forEach(subscription.outbox()::document));
        }

        /** Does something on the client's event loop, and waits until nothing waits for the client. */
        private void hand(Runnable action) {
            CountDownLatch done = new CountDownLatch(1);
            subscription.context().runOnContext(now -> {
                action.run();
                subscription.whenEmpty(done::countDown);
            });
            long began = System.nanoTime();
            try {
                while (!done.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                    if (subscription.isClosed()) {
                        return;
                    }
                    if (System.nanoTime() - began > Math.min(patience, STALLED_NANOS)) {
                        throw new SlowClientException();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopping", e);
            }
            patience -= System.nanoTime() - began;
        }
    }

    private static final class SlowClientException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
