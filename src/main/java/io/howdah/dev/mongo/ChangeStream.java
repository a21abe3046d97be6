package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
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
    private final @Nullable Aggregation stages;
    private final UnaryOperator<Document> lookup;

    private long next;
    private ResumeToken token;

    /** The entry whose {@code invalidate} is still to be shown. */
    private @Nullable OplogEntry ending;

    private boolean ended;

    /**
     * Makes a stream.
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
        this.stages = stages;
        this.lookup = lookup;
        this.next = start.number();
        this.token = start.token();
        this.ending = start.ending();
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
        if (batch.isEmpty() && !ended) {
            // As of a real server: a stream that has nothing to show stands behind all that has happened, not at its
            // last event.
            token = new ResumeToken(token.clusterTime(), ResumeToken.Kind.HIGH_WATER_MARK);
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
        while (!ended && !batch.isFull()) {
            List<OplogEntry> entries = oplog.read(next, CHUNK);
            if (entries.isEmpty()) {
                return;
            }
            for (OplogEntry entry : entries) {
                if (ended || batch.isFull()) {
                    return;
                }
                next++;
                show(entry, batch);
                showEnd(batch);
            }
        }
    }

    private void show(OplogEntry entry, BatchBuilder batch) {
        token = entry.token(ResumeToken.Kind.HIGH_WATER_MARK);
        if (!scope.shows(entry.change())) {
            return;
        }
        if (scope.isEndedBy(entry.change())) {
            ending = entry;
        }
        if (add(lookup.apply(entry.toEvent()), batch) || ending != null) {
            token = entry.token(ResumeToken.Kind.EVENT);
        }
    }

    private void showEnd(BatchBuilder batch) {
        if (ending != null && !batch.isFull()) {
            add(ending.toInvalidateEvent(), batch);
            token = ending.token(ResumeToken.Kind.INVALIDATE);
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
