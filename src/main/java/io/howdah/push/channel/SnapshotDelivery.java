package io.howdah.push.channel;

import io.howdah.push.CloseCode;
import io.howdah.push.EncodedEvent;
import io.howdah.push.channel.SnapshotReader.Stride;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * One snapshot on its way to its client. It reads a stride on a thread of the pool, gives the thread back, hands the stride over as
 * fast as the client reads, and then reads the next. It runs on the client's event loop, but for reading.
 */
final class SnapshotDelivery {

    /** What is handed over before the client must have read it. Bytes. */
    private static final int BATCH_BYTES = 64 * 1024;

    /** How long a client may keep the server's cursor waiting in all, and how long each time. */
    private static final long MAX_WAIT_MS = TimeUnit.SECONDS.toMillis(60);

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

    /** Begins, when its turn has come; on any thread. */
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

    /** Takes what was read; on any thread. */
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

    /** Ends it, since it could not be read; on any thread. */
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
            // What waits in the outbox costs no more than what waits for other slow clients.
            end();
            subscription.endSnapshot(position);
        } else {
            whenEmpty(this::read);
        }
    }

    /** Goes on when nothing waits for the client any more. A client that takes too long is closed. */
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

    /** Lets others have its turn; harmless when repeated. */
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
