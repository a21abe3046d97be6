package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cursor of one client over the oplog.
 *
 * <p>Every entry advances the post-batch token, shown or not, so that a stream with a strict filter can still be resumed when its last
 * event is no longer in the oplog.
 */
final class ChangeStream implements ServerCursor {

    private static final int CHUNK = 256;

    private final BoundedOplog oplog;
    private final StreamScope scope;
    private final BsonTimestamp start;
    private final @Nullable Aggregation stages;
    private final UnaryOperator<Document> lookup;

    private long next;
    private ResumeToken token;

    /** The event to resume after; null once it is found. */
    private @Nullable ResumeToken after;

    /** The entry with a pending {@code invalidate} event; null if there is none. */
    private @Nullable OplogEntry ending;

    private boolean ended;

    /**
     * Creates a stream.
     *
     * @param start the first entry
     * @param stages the stages after {@code $changeStream} in the pipeline, null for none
     * @param lookup adds the current document to an update event, if the client requested it
     */
    ChangeStream(
            BoundedOplog oplog,
            StreamScope scope,
            StreamStart start,
            @Nullable Aggregation stages,
            UnaryOperator<Document> lookup) {
        this.oplog = oplog;
        this.scope = scope;
        this.start = start.time();
        this.stages = stages;
        this.lookup = lookup;
        this.next = start.number();
        this.token = start.token();
        this.after = start.after();
    }

    @Override
    public synchronized Batch next(int limit, long waitNanos, BooleanSupplier cancelled) {
        BatchBuilder batch = new BatchBuilder(limit);
        long deadline = System.nanoTime() + waitNanos;
        fill(batch);
        while (batch.isEmpty() && !ended && !cancelled.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0 || !await(left, cancelled)) {
                break;
            }
            fill(batch);
        }
        return new Batch(batch.documents(), token, ended);
    }

    private boolean await(long nanos, BooleanSupplier cancelled) {
        try {
            oplog.await(next, nanos, cancelled);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void fill(BatchBuilder batch) {
        showEnd(batch);
        BsonTimestamp seen = token.clusterTime();
        while (!ended && !batch.isFull()) {
            List<OplogEntry> entries = oplog.read(next, CHUNK);
            if (entries.isEmpty()) {
                // As on a real server: if the last entry was not shown, the token is a high-water mark.
                if (seen.compareTo(token.clusterTime()) > 0) {
                    token = ResumeToken.highWaterMark(seen);
                }
                return;
            }
            for (OplogEntry entry : entries) {
                if (ended || batch.isFull()) {
                    return;
                }
                next++;
                seen = entry.clusterTime();
                show(entry, batch);
                showEnd(batch);
            }
        }
    }

    private void show(OplogEntry entry, BatchBuilder batch) {
        if (!scope.shows(entry.change()) || entry.clusterTime().compareTo(start) < 0) {
            return;
        }
        boolean ends = scope.isEndedBy(entry.change());
        if (after != null) {
            skip(entry, after, ends);
            return;
        }
        if (ends) {
            ending = entry;
        }
        if (add(lookup.apply(entry.toEvent()), batch)) {
            token = entry.token();
        }
    }

    /** Skips the event to resume after, which must be the first one. */
    private void skip(OplogEntry entry, ResumeToken expected, boolean ends) {
        boolean endSeen = expected.isSameEvent(entry.invalidateToken());
        if (!expected.isSameEvent(entry.token()) && !(ends && endSeen)) {
            throw ServerErrors.changeStreamFatal("cannot resume stream; the resume token was not found. "
                    + entry.token().toDocument());
        }
        after = null;
        ending = ends && !endSeen ? entry : null;
    }

    private void showEnd(BatchBuilder batch) {
        if (ending != null && !batch.isFull()) {
            add(ending.toInvalidateEvent(), batch);
            token = ending.invalidateToken();
            ending = null;
            ended = true;
        }
    }

    private boolean add(Document event, BatchBuilder batch) {
        if (stages == null) {
            batch.add(event);
            return true;
        }
        List<Document> results = stages.runStages(Stream.of(event.cloneDeeply()));
        for (Document result : results) {
            if (!Objects.equals(event.get("_id"), result.get("_id"))) {
                throw ServerErrors.changeStreamFatal("Encountered an event whose _id field, which contains the resume "
                        + "token, was modified by the pipeline. Only transformations that retain the unmodified _id "
                        + "field are allowed.");
            }
            batch.add(result);
        }
        return !results.isEmpty();
    }
}
