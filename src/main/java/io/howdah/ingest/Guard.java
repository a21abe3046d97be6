package io.howdah.ingest;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.ReadPreference;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import io.howdah.model.ReadModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

    private final Duration tombstoneTtl;

    /** Keeps tombstones for this long. */
    Guard(Duration tombstoneTtl) {
        this.tombstoneTtl = tombstoneTtl;
    }

    /**
     * What one batch writes.
     *
     * @param writes to be sent unordered, at most one for each key
     * @param causes for each write the change that it comes from
     */
    record Decision(List<WriteModel<Document>> writes, List<RecordChange> causes) {}

    /** Decides for the changes of one batch, in the order of their records. */
    Decision decide(ReadModel model, MongoCollection<Document> collection, List<RecordChange> changes) {
        Map<Object, Document> stored = read(model, collection, changes);
        Map<Object, StoredState> states = new LinkedHashMap<>();
        stored.forEach((id, document) -> states.put(id, StoredState.of(document)));
        Map<Object, RecordChange> causes = new LinkedHashMap<>();
        for (RecordChange change : changes) {
            StoredState state = states.get(change.id());
            if (state == null || state.isOlderThan(change)) {
                states.put(change.id(), state == null ? StoredState.after(change) : state.apply(change));
                causes.put(change.id(), change);
            }
        }
        List<WriteModel<Document>> writes = causes.keySet().stream()
                .map(id -> write(model, id, Objects.requireNonNull(states.get(id)), stored.get(id)))
                .toList();
        return new Decision(writes, List.copyOf(causes.values()));
    }

    private static Map<Object, Document> read(
            ReadModel model, MongoCollection<Document> collection, List<RecordChange> changes) {
        Map<Object, Document> stored = new HashMap<>();
        if (changes.isEmpty()) {
            return stored;
        }
        List<Object> ids =
                changes.stream().<Object>map(RecordChange::id).distinct().toList();
        FindIterable<Document> found =
                collection.withReadPreference(ReadPreference.primary()).find(in("_id", ids));
        // Only a deletion needs the document, to keep it beneath the tombstone.
        if (changes.stream().noneMatch(change -> change.document() == null)) {
            List<String> fields = new ArrayList<>(model.wasFields());
            fields.add("_h");
            found = found.projection(include(fields));
        }
        found.forEach(document -> stored.put(Objects.requireNonNull(document.get("_id")), document));
        return stored;
    }

    private WriteModel<Document> write(ReadModel model, Object id, StoredState state, @Nullable Document stored) {
        if (stored == null) {
            return new InsertOneModel<>(document(state, 1, null));
        }
        Document header = stored.get("_h", new Document());
        Long revision = header.getLong("rev");
        Document was = header.getBoolean("del", false) ? null : was(model, stored);
        return new ReplaceOneModel<>(
                and(eq("_id", id), eq("_h.rev", revision)), document(state, revision == null ? 1 : revision + 1, was));
    }

    private Document document(StoredState state, long revision, @Nullable Document was) {
        Document header = new Document("rev", revision);
        header.append("v", new Document(StoredState.MAIN_PART, state.version()));
        header.append("src", Objects.requireNonNull(state.source()).toDocument());
        header.append("at", Date.from(Objects.requireNonNull(state.at())));
        if (state.deleted()) {
            header.append("del", true);
            header.append("exp", Date.from(Instant.now().plus(tombstoneTtl)));
        }
        if (was != null) {
            header.append("was", was);
        }
        if (state.traceparent() != null) {
            header.append("tp", state.traceparent());
        }
        return new Document(state.document()).append("_h", header);
    }

    /** The former values of the fields that decide who is told of a change; present only if there was a document. */
    private static Document was(ReadModel model, Document stored) {
        Document was = new Document();
        for (String field : model.wasFields()) {
            if (stored.containsKey(field)) {
                was.append(field, stored.get(field));
            }
        }
        return was;
    }
}
