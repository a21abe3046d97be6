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
        SnapshotDelivery sending = new SnapshotDelivery(this, subscription, new SnapshotReader(source, subscription));
        open.add(owner(sending), sending::begin);
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
    void read(SnapshotDelivery sending, SnapshotReader reader) {
        reads.add(owner(sending), () -> {
            try {
                pool.execute(() -> readNow(sending, reader));
            } catch (RejectedExecutionException e) {
                sending.fail(sending.subscription()::goAway);
            }
        });
    }

    private void readNow(SnapshotDelivery sending, SnapshotReader reader) {
        try {
            sending.take(reader.next());
        } catch (RuntimeException | Error e) {
            LOG.atWarn()
                    .addKeyValue("channel", sending.subscription().feed().channel())
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("A snapshot cannot be sent now, its client is to connect again");
            sending.fail(() -> sending.subscription().close(CloseCode.FAILED));
        } finally {
            reads.done(owner(sending));
        }
    }

    /** Closes what a snapshot was read by, and lets another have its turn. */
    void release(SnapshotDelivery sending, SnapshotReader reader) {
        Runnable close = () -> {
            try {
                reader.close();
            } finally {
                open.done(owner(sending));
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
    private static String owner(SnapshotDelivery sending) {
        Subscription subscription = sending.subscription();
        return RateLimits.key(subscription.principal(), subscription.address());
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
