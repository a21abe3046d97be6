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
 * Decides what a batch writes: reads what is stored, folds each key's changes over it, drops the stale ones and writes
 * whole documents, each on the condition that it is still as it was read. Whole-document writes give a change event with
 * the exact document on every MongoDB version.
 */
final class Guard {

    /** Keys have at most 1 KiB, and a command at most 16 MiB. */
    private static final int KEYS_PER_FIND = 5000;

    private final Duration tombstoneTtl;

    /** Keeps tombstones for this long. */
    Guard(Duration tombstoneTtl) {
        this.tombstoneTtl = tombstoneTtl;
    }

    /**
     * What is to become of one key.
     *
     * @param id the key
     * @param newest the change that the key's document comes from, or null where all are stale
     * @param write what makes it so; at most one for each key, all of a batch may be sent unordered; null with {@code newest}
     * @param collapsed how many changes the newest one made needless
     * @param forgotten changes that may undo a deletion, if the target wants them reported or left out
     * @param last the record that the key's document came from when it was read, in the part of its first change; or null
     * @param moved whether the key's records are of several partitions
     */
    record Verdict(
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
     * Decides for some keys. It reads what a majority has committed: what makes a record stale is never rolled back. A write
     * that rests on an older state than the present one does not match, and is decided again.
     *
     * @param session the batch's, so that the read after a lost write sees what that write met
     * @param changes the changes of each key, in the order of their records
     * @param target which records count as stale, and which may undo a deletion
     */
    List<Verdict> decide(
            ClientSession session,
            ReadModel model,
            MongoCollection<Document> collection,
            Map<Object, List<RecordChange>> changes,
            IngestTarget target) {
        Map<Object, Document> stored = read(session, model, collection, changes);
        List<Verdict> verdicts = new ArrayList<>(changes.size());
        changes.forEach((id, ofKey) -> verdicts.add(verdict(model, id, ofKey, stored.get(id), target)));
        return verdicts;
    }

    /** The whole document that a verdict writes. */
    static Document document(Verdict verdict) {
        return verdict.write() instanceof InsertOneModel<Document> insert
                ? insert.getDocument()
                : ((ReplaceOneModel<Document>) Objects.requireNonNull(verdict.write())).getReplacement();
    }

    private Verdict verdict(
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
            return new Verdict(id, null, null, 0, forgotten, last, moved);
        }
        return new Verdict(id, newest, write(model, id, before, state, stored), applied - 1, forgotten, last, moved);
    }

    /** Offsets order the part: they must not have been given again since. */
    private static void requireSameLog(RecordChange change, @Nullable PartState part) {
        Source last = part == null ? null : part.source();
        if (last != null && change.source().isOfTruncatedLog(last)) {
            throw new TruncatedLogException(change, last);
        }
    }

    /** Whether the tombstone of a later deletion may have expired. A deletion itself brings nothing back. */
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
        // A deletion keeps the document beneath the tombstone, and a part leaves the rest as it is.
        boolean whole = !model.parts().isEmpty()
                || changes.values().stream().flatMap(List::stream).anyMatch(RecordChange::isDeletion);
        for (int from = 0; from < ids.size(); from += KEYS_PER_FIND) {
            List<Object> some = ids.subList(from, Math.min(ids.size(), from + KEYS_PER_FIND));
            FindIterable<Document> found =
                    primary.find(session, in("_id", some)).batchSize(some.size() + 1);
            if (!whole) {
                List<String> fields = new ArrayList<>(model.former().names());
                fields.add("_h");
                found = found.projection(include(fields));
            }
            FindIterable<Document> asked = found;
            List<Document> documents = MongoSpans.of(
                    Context.current(),
                    "find",
                    primary.getNamespace().getDatabaseName(),
                    primary.getNamespace().getCollectionName(),
                    () -> asked.into(new ArrayList<>(some.size())));
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
        // No write may change it, not even from an Int to an equal Long.
        document.put("_id", stored.get("_id"));
        return new ReplaceOneModel<>(and(eq("_id", id), eq("_h.rev", revision)), document);
    }
}
