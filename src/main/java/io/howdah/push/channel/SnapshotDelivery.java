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
    private static final int HANDED_BYTES = 64 * 1024;

    /** How long a client may keep the server's cursor waiting in all, and how long each time. */
    private static final long PATIENCE_MS = TimeUnit.SECONDS.toMillis(60);

    private static final long STALLED_MS = TimeUnit.SECONDS.toMillis(10);

    private final Snapshots snapshots;
    private final Subscription subscription;
    private final SnapshotReader reader;
    private final Queue<EncodedEvent> frames = new ArrayDeque<>();
    private long patience = PATIENCE_MS;
    private String place = "";
    private boolean isLast;
    private boolean reading;
    private boolean over;

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
            if (!over) {
                subscription.snapshotBegins();
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
            frames.addAll(stride.frames());
            place = stride.place();
            isLast = stride.isLast();
            if (over) {
                release();
            } else {
                handOver();
            }
        });
    }

    /** Ends it, since it could not be read; on any thread. */
    void fail(Runnable close) {
        subscription.onLoop(() -> {
            reading = false;
            if (over) {
                release();
            } else {
                close.run();
                end();
            }
        });
    }

    private void handOver() {
        while (!frames.isEmpty()) {
            int bytes = 0;
            while (bytes < HANDED_BYTES && !frames.isEmpty()) {
                EncodedEvent frame = frames.remove();
                bytes += frame.size();
                subscription.outbox().document(frame);
            }
            if (!frames.isEmpty() && !subscription.outbox().isEmpty()) {
                whenEmpty(this::handOver);
                return;
            }
        }
        if (isLast) {
            // What waits in the outbox costs no more than what waits for other slow clients.
            end();
            subscription.snapshotEnds(place);
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
        long began = System.nanoTime();
        long timer = subscription.context().owner().setTimer(Math.max(1, Math.min(patience, STALLED_MS)), late -> {
            if (!over) {
                subscription.close(CloseCode.TOO_SLOW);
                end();
            }
        });
        subscription.whenEmpty(() -> {
            subscription.context().owner().cancelTimer(timer);
            patience -= TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            if (!over) {
                next.run();
            }
        });
    }

    /** Lets others have its turn; harmless when repeated. */
    private void end() {
        if (!over) {
            over = true;
            if (!reading) {
                release();
            }
        }
    }

    private void release() {
        frames.clear();
        snapshots.release(this, reader);
    }
}
