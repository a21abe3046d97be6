package io.howdah.dev.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedOplogTest {

    private final BoundedOplog oplog =
            new BoundedOplog(4, Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));

    @Test
    void keepsTheNewestEntriesByNumberAndByTime() {
        // Given six entries in an oplog of four, all in one second
        BsonTimestamp first = oplog.last();
        for (int i = 1; i < 6; i++) {
            append(i);
        }

        // When, then
        assertThat(oplog.read(2, 10)).extracting(BoundedOplogTest::id).containsExactly(2, 3, 4, 5);
        assertThat(oplog.read(3, 2)).extracting(BoundedOplogTest::id).containsExactly(3, 4);
        assertThat(oplog.read(6, 10)).isEmpty();
        assertThatThrownBy(() -> oplog.read(1, 10)).hasMessageContaining("286");
        assertThat(oplog.numberAt(oplog.last())).isEqualTo(5);
        assertThat(oplog.numberAt(new BsonTimestamp(oplog.last().getValue() + 1)))
                .isEqualTo(6);
        assertThat(oplog.numberAt(new BsonTimestamp(first.getValue() + 2))).isEqualTo(2);
        assertThatThrownBy(() -> oplog.numberAt(new BsonTimestamp(first.getValue() + 1)))
                .hasMessageContaining("286");
    }

    @Test
    void aReaderWaitsForItsEntry() throws Exception {
        // Given a reader that wants the next entry
        Thread reader = reader(oplog.end(), new AtomicBoolean());

        // When it waits, and an entry is appended
        await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
        append(1);

        // Then it continues
        reader.join();
    }

    @Test
    void aCancelledReaderStopsWaitingAtTheWakeUp() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        Thread reader = reader(oplog.end(), cancelled);
        await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
        cancelled.set(true);
        oplog.wake();
        reader.join();
    }

    @Test
    void aWaitEndsAtItsTimeout() throws Exception {
        long before = System.nanoTime();
        oplog.await(oplog.end(), Duration.ofMillis(200).toNanos(), () -> false);
        assertThat(System.nanoTime() - before)
                .isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
    }

    private Thread reader(long number, AtomicBoolean cancelled) {
        Thread reader = new Thread(() -> {
            try {
                oplog.await(number, TimeUnit.DAYS.toNanos(1), cancelled::get);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private void append(int id) {
        Document fields = new Document("documentKey", new Document("_id", id));
        oplog.append(new Change(Change.INSERT, "db", "rides", null, fields));
    }

    private static Object id(OplogEntry entry) {
        return entry.change().documentKey().get("_id");
    }
}
