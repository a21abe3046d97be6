package io.howdah.push.channel;

import io.howdah.http.RateLimits;
import io.howdah.push.CloseCode;
import io.howdah.query.FairQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a subscription all documents that it may see and asked for, as they are after a position of the stream; then the subscription
 * goes on from that position, so that nothing is missing. A few are sent at once, and fewer of one subject; the others wait, and
 * subjects take turns. No thread waits for a client.
 */
final class Snapshots implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    /** Threads that read from MongoDB. */
    private static final int THREADS = 4;

    private final SnapshotReader.Source source;
    private final FairQueue open;
    private final FairQueue reads;
    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "howdah-snapshot");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Creates it, with nothing to send.
     *
     * @param max how many are sent at once, each with a cursor of the server
     * @param maxOfSubject how many of them are one subject's; it has the same share of the threads
     */
    Snapshots(SnapshotReader.Source source, int max, int maxOfSubject) {
        this.source = source;
        this.open = new FairQueue(max, maxOfSubject);
        this.reads = new FairQueue(THREADS, Math.max(1, THREADS * maxOfSubject / max));
    }

    /** Sends a subscription its snapshot; it waits for its turn. */
    void add(Subscription subscription) {
        SnapshotDelivery delivery = new SnapshotDelivery(this, subscription, new SnapshotReader(source, subscription));
        open.add(owner(delivery), delivery::begin);
    }

    /** Returns how many wait for their turn. */
    int waiting() {
        return open.waiting();
    }

    /** Returns how many are being sent. */
    int running() {
        return open.running();
    }

    /** Reads the next documents of a snapshot, when there is a thread for its subject. */
    void read(SnapshotDelivery delivery, SnapshotReader reader) {
        reads.add(owner(delivery), () -> {
            try {
                pool.execute(() -> readNow(delivery, reader));
            } catch (RejectedExecutionException e) {
                delivery.fail(delivery.subscription()::goAway);
            }
        });
    }

    private void readNow(SnapshotDelivery delivery, SnapshotReader reader) {
        try {
            delivery.take(reader.next());
        } catch (RuntimeException | Error e) {
            LOG.atWarn()
                    .addKeyValue("channel", delivery.subscription().channel().name())
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("A snapshot cannot be sent now, its client is to connect again");
            delivery.fail(() -> delivery.subscription().close(CloseCode.FAILED));
        } finally {
            reads.done(owner(delivery));
        }
    }

    /** Closes what a snapshot was read by, and lets another have its turn. */
    void release(SnapshotDelivery delivery, SnapshotReader reader) {
        Runnable close = () -> {
            try {
                reader.close();
            } finally {
                open.done(owner(delivery));
            }
        };
        try {
            // The server is asked to close its cursor.
            pool.execute(close);
        } catch (RejectedExecutionException e) {
            // The process stops, and its connections to the server with it.
            LOG.atDebug().log("A snapshot's cursor is left to the server");
        }
    }

    /** Anonymous callers are told apart by their networks, as the rate limits do. */
    private static String owner(SnapshotDelivery delivery) {
        Subscription subscription = delivery.subscription();
        return RateLimits.key(subscription.principal(), subscription.address());
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
