package io.howdah.push.channel;

import io.howdah.push.CloseCode;
import io.howdah.push.EncodedEvent;
import io.howdah.push.channel.SnapshotReader.Stride;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Delivery of one snapshot to one client. Reads a batch of documents on a pool thread, releases the thread, sends the
 * batch as fast as the client reads, then reads the next. Everything but the reading runs on the client's event loop.
 */
final class SnapshotDelivery {

    /** Bytes to send before the client must have read them. */
    private static final int BATCH_BYTES = 64 * 1024;

    /** Total time that a client may keep the server's cursor waiting. */
    private static final long MAX_WAIT_MS = TimeUnit.SECONDS.toMillis(60);

    /** Maximum time of each such wait. */
    private static final long MAX_STALL_MS = TimeUnit.SECONDS.toMillis(10);

    private final Snapshots snapshots;
    private final Subscription subscription;
    private final SnapshotReader reader;
    private final Queue<EncodedEvent> documents = new ArrayDeque<>();
    private long remainingWaitMs = MAX_WAIT_MS;
    private String position = "";
    private boolean isLast;
    private boolean reading;
    private boolean ended;

    SnapshotDelivery(Snapshots snapshots, Subscription subscription, SnapshotReader reader) {
        this.snapshots = snapshots;
        this.subscription = subscription;
        this.reader = reader;
    }

    Subscription subscription() {
        return subscription;
    }

    /** Starts the delivery. May be called on any thread. */
    void begin() {
        subscription.onLoop(() -> {
            var unused = subscription.gone().thenRun(this::end);
            if (!ended) {
                subscription.beginSnapshot();
                whenEmpty(this::read);
            }
        });
    }

    private void read() {
        reading = true;
        snapshots.read(this, reader);
    }

    /** Accepts the documents that were read. May be called on any thread. */
    void take(Stride stride) {
        subscription.onLoop(() -> {
            reading = false;
            documents.addAll(stride.documents());
            position = stride.position();
            isLast = stride.isLast();
            if (ended) {
                release();
            } else {
                deliver();
            }
        });
    }

    /**
     * Ends the delivery because reading failed. May be called on any thread.
     *
     * @param close closes the subscription
     */
    void fail(Runnable close) {
        subscription.onLoop(() -> {
            reading = false;
            if (ended) {
                release();
            } else {
                close.run();
                end();
            }
        });
    }

    private void deliver() {
        while (!documents.isEmpty()) {
            int bytes = 0;
            while (bytes < BATCH_BYTES && !documents.isEmpty()) {
                EncodedEvent document = documents.remove();
                bytes += document.size();
                subscription.outbox().sendDocument(document);
            }
            if (!documents.isEmpty() && !subscription.outbox().isEmpty()) {
                whenEmpty(this::deliver);
                return;
            }
        }
        if (isLast) {
            // From here on, the queued documents are limited like any other queue of a slow client.
            end();
            subscription.endSnapshot(position);
        } else {
            whenEmpty(this::read);
        }
    }

    /** Runs the next step when the client's queue is empty. Closes a client that takes too long. */
    private void whenEmpty(Runnable next) {
        if (subscription.outbox().isEmpty()) {
            next.run();
            return;
        }
        long startedAt = System.nanoTime();
        long timer = subscription
                .context()
                .owner()
                .setTimer(Math.max(1, Math.min(remainingWaitMs, MAX_STALL_MS)), late -> {
                    if (!ended) {
                        subscription.close(CloseCode.TOO_SLOW);
                        end();
                    }
                });
        subscription.whenEmpty(() -> {
            subscription.context().owner().cancelTimer(timer);
            remainingWaitMs -= TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt);
            if (!ended) {
                next.run();
            }
        });
    }

    /** Releases the delivery's turn. Idempotent. */
    private void end() {
        if (!ended) {
            ended = true;
            if (!reading) {
                release();
            }
        }
    }

    private void release() {
        documents.clear();
        snapshots.release(this, reader);
    }
}
