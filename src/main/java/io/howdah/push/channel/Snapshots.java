package io.howdah.push.channel;

import io.howdah.http.RateLimits;
import io.howdah.push.CloseCode;
import io.howdah.query.FairQueue;
import io.howdah.query.ProcessorTimes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends snapshots: all documents that a subscription may see and that match its filter, as of a position of the stream.
 * The subscription then continues from that position, so that nothing is missing. Limits the snapshots sent at once, in
 * total and for each subject; subjects take turns. No thread waits for a client. Thread-safe.
 */
final class Snapshots implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private static final int THREADS = 4;

    private final SnapshotReader.Source source;
    private final FairQueue open;
    private final FairQueue reads;
    private final ProcessorTimes processorTimes;
    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "howdah-snapshot");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Creates an idle instance.
     *
     * @param max maximum number of snapshots sent at once; each holds a server cursor
     * @param maxOfSubject maximum of them for one subject, which gets the same share of the threads
     * @param processorTimes is charged for the reads; subjects who use too much wait
     */
    Snapshots(SnapshotReader.Source source, int max, int maxOfSubject, ProcessorTimes processorTimes) {
        this.source = source;
        this.open = new FairQueue(max, maxOfSubject);
        this.reads = new FairQueue(THREADS, Math.max(1, THREADS * maxOfSubject / max), processorTimes);
        this.processorTimes = processorTimes;
    }

    /** Queues a subscription's snapshot. */
    void add(Subscription subscription) {
        SnapshotDelivery delivery = new SnapshotDelivery(this, subscription, new SnapshotReader(source, subscription));
        open.add(owner(delivery), delivery::begin);
    }

    /** Returns the number of queued snapshots. */
    int waiting() {
        return open.waiting();
    }

    /** Returns the number of snapshots being sent. */
    int running() {
        return open.running();
    }

    /** Reads the next documents of a snapshot when its subject gets a thread. */
    void read(SnapshotDelivery delivery, SnapshotReader reader) {
        reads.add(owner(delivery), () -> {
            try {
                pool.execute(() -> {
                    try {
                        processorTimes.charge(owner(delivery), () -> readNow(delivery, reader));
                    } finally {
                        reads.done(owner(delivery));
                    }
                });
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
                    .log("Snapshot failed; the client must reconnect");
            delivery.fail(() -> delivery.subscription().close(CloseCode.FAILED));
        }
    }

    /** Closes a snapshot's reader and starts the next snapshot. */
    void release(SnapshotDelivery delivery, SnapshotReader reader) {
        Runnable close = () -> {
            try {
                reader.close();
            } finally {
                open.done(owner(delivery));
            }
        };
        try {
            // Closing sends a request to the server.
            pool.execute(close);
        } catch (RejectedExecutionException e) {
            // The process is stopping; the server ends the cursor with the connection.
            LOG.atDebug().log("Left a snapshot's cursor open: the process stops");
        }
    }

    /** Returns the key that snapshots share their limits by; as for rate limits, anonymous callers share by network. */
    private static String owner(SnapshotDelivery delivery) {
        Subscription subscription = delivery.subscription();
        return RateLimits.key(subscription.principal(), subscription.address());
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
