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
 * One client's reading of the log, at its own pace.
 *
 * <p>Every entry moves the post-batch token, shown or not, so that a stream that filters everything can still be resumed
 * when its last event has long left the log.
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

    /** The event that must be found before any is shown, null once it is found. */
    private @Nullable ResumeToken after;

    /** The entry whose {@code invalidate} is still to be shown. */
    private @Nullable OplogEntry ending;

    private boolean ended;

    /**
     * Creates a stream.
     *
     * @param start where to begin
     * @param stages what follows {@code $changeStream} in the pipeline, null for nothing
     * @param lookup adds the present document to an update event, if that was asked for
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
                // As on a real server: behind all that was read there is a mark, unless the last of it was shown.
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

    /** Passes the event that the stream was resumed after, which must be the first that it comes to. */
    private void skip(OplogEntry entry, ResumeToken wanted, boolean ends) {
        boolean endSeen = wanted.isSameEvent(entry.invalidateToken());
        if (!wanted.isSameEvent(entry.token()) && !(ends && endSeen)) {
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
