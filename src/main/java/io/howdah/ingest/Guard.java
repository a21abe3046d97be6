package io.howdah.ingest;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import io.howdah.ingest.IngestTarget.Forgotten;
import io.howdah.model.ReadModel;
import io.howdah.observe.MongoSpans;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a batch writes. It reads the stored documents, applies each key's changes in order, drops stale ones,
 * and creates whole-document writes that succeed only if the document has not changed since it was read.
 *
 * <p>A whole-document write gives a change event with the exact document on every MongoDB version. Thread-safe.
 */
final class Guard {

    /** Keeps the command under 16 MiB: a key has at most 1 KiB. */
    private static final int KEYS_PER_FIND = 5000;

    private final Duration tombstoneTtl;

    /** Creates a guard that keeps tombstones for this long. */
    Guard(Duration tombstoneTtl) {
        this.tombstoneTtl = tombstoneTtl;
    }

    /**
     * Decision about one key. A batch has at most one write per key, so all of them may be sent unordered.
     *
     * @param id the key
     * @param newest the change that the new document comes from, or null if all changes are stale
     * @param write the write, or null if {@code newest} is null
     * @param collapsed how many changes the newest one replaced
     * @param forgotten changes that may undo a deletion, if the target reports or rejects them
     * @param last the record that the stored document came from, in the part of the first change, or null
     * @param moved whether the key's records come from several partitions
     */
    record Decision(
            Object id,
            @Nullable RecordChange newest,
            @Nullable WriteModel<Document> write,
            int collapsed,
            List<RecordChange> forgotten,
            @Nullable Source last,
            boolean moved) {

        boolean isInsert() {
            return write instanceof InsertOneModel;
        }
    }

    /**
     * Decides about keys. Reads majority-committed documents, because what makes a record stale must not be rolled
     * back. If the document has changed since, the write does not match and the key is decided again.
     *
     * @param session the batch's session, so that the read after a lost write sees the write that won
     * @param changes the changes of each key, in the order of their records
     * @param target which records are stale, and which may undo a deletion
     */
    List<Decision> decide(
            ClientSession session,
            ReadModel model,
            MongoCollection<Document> collection,
            Map<Object, List<RecordChange>> changes,
            IngestTarget target) {
        Map<Object, Document> stored = read(session, model, collection, changes);
        List<Decision> decisions = new ArrayList<>(changes.size());
        changes.forEach((id, keyChanges) -> decisions.add(decision(model, id, keyChanges, stored.get(id), target)));
        return decisions;
    }

    /** Returns the document that a decision writes. */
    static Document document(Decision decision) {
        return decision.write() instanceof InsertOneModel<Document> insert
                ? insert.getDocument()
                : ((ReplaceOneModel<Document>) Objects.requireNonNull(decision.write())).getReplacement();
    }

    private Decision decision(
            ReadModel model, Object id, List<RecordChange> changes, @Nullable Document stored, IngestTarget target) {
        StoredState before = stored == null ? StoredState.unknown(id) : StoredState.of(stored);
        StoredState state = before;
        RecordChange newest = null;
        int applied = 0;
        List<RecordChange> forgotten = new ArrayList<>(0);
        for (RecordChange change : changes) {
            PartState part = state.parts().get(change.part());
            if (part == null && mayBeForgotten(change, target)) {
                forgotten.add(change);
                if (target.forgotten() == Forgotten.REFUSE) {
                    continue;
                }
            }
            boolean versioned = model.version(change.part()).isPresent();
            if (!versioned) {
                requireSameLog(change, part);
            }
            if (part == null || part.isOlderThan(change, versioned, target.reapplyEqual())) {
                state = state.apply(change, tombstoneTtl);
                newest = change;
                applied++;
            }
        }
        PartState part = before.parts().get(changes.get(0).part());
        Source last = part == null ? null : part.source();
        Source first = last == null ? changes.get(0).source() : last;
        boolean moved = changes.stream().anyMatch(change -> change.source().isOfOtherPartition(first));
        if (newest == null) {
            return new Decision(id, null, null, 0, forgotten, last, moved);
        }
        return new Decision(id, newest, write(model, id, before, state, stored), applied - 1, forgotten, last, moved);
    }

    /** Checks that the offsets, which order the part, were not reused after a truncation. */
    private static void requireSameLog(RecordChange change, @Nullable PartState part) {
        Source last = part == null ? null : part.source();
        if (last != null && change.source().isOfTruncatedLog(last)) {
            throw new TruncatedLogException(change, last);
        }
    }

    /** Returns whether the tombstone of a later deletion may have expired. A deletion itself restores nothing. */
    private boolean mayBeForgotten(RecordChange change, IngestTarget target) {
        return target.forgotten() != Forgotten.STORE
                && !change.isDeletion()
                && change.source().time().isBefore(Instant.now().minus(tombstoneTtl));
    }

    private static Map<Object, Document> read(
            ClientSession session,
            ReadModel model,
            MongoCollection<Document> collection,
            Map<Object, List<RecordChange>> changes) {
        Map<Object, Document> stored = new HashMap<>(2 * changes.size());
        List<Object> ids = new ArrayList<>(changes.keySet());
        MongoCollection<Document> primary =
                collection.withReadPreference(ReadPreference.primary()).withReadConcern(ReadConcern.MAJORITY);
        // A deletion keeps the document under its tombstone, and a change of a part keeps the rest of the document.
        boolean whole = !model.parts().isEmpty()
                || changes.values().stream().flatMap(List::stream).anyMatch(RecordChange::isDeletion);
        for (int from = 0; from < ids.size(); from += KEYS_PER_FIND) {
            List<Object> chunk = ids.subList(from, Math.min(ids.size(), from + KEYS_PER_FIND));
            FindIterable<Document> found =
                    primary.find(session, in("_id", chunk)).batchSize(chunk.size() + 1);
            if (!whole) {
                List<String> fields = new ArrayList<>(model.former().names());
                fields.add("_h");
                found = found.projection(include(fields));
            }
            FindIterable<Document> query = found;
            List<Document> documents = MongoSpans.of(
                    Context.current(),
                    "find",
                    primary.getNamespace().getDatabaseName(),
                    primary.getNamespace().getCollectionName(),
                    () -> query.into(new ArrayList<>(chunk.size())));
            for (Document document : documents) {
                Object id = Objects.requireNonNull(document.get("_id"));
                stored.put(changes.containsKey(id) ? id : model.idOfStored(id), document);
            }
        }
        return stored;
    }

    private static WriteModel<Document> write(
            ReadModel model, Object id, StoredState before, StoredState after, @Nullable Document stored) {
        if (stored == null) {
            return new InsertOneModel<>(after.toDocument(1));
        }
        Long revision = stored.get("_h", new Document()).getLong("rev");
        Document document = after.toDocument(revision == null ? 1 : revision + 1);
        if (before.isVisible()) {
            model.former().keep(document.get("_h", Document.class), stored);
        }
        // A write cannot change the ID, not even from an Int to an equal Long.
        document.put("_id", stored.get("_id"));
        return new ReplaceOneModel<>(and(eq("_id", id), eq("_h.rev", revision)), document);
    }
}
