package io.howdah.chaos.checkers;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import io.howdah.chaos.loads.Part;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.bson.Document;

/**
 * Looks at every change of the collection, and notes each one that no correct writer makes: a revision that is not the next one, a
 * version that goes back, former values that are not those of the document before.
 */
final class Watcher implements AutoCloseable {

    private static final Set<OperationType> WHOLE = Set.of(OperationType.INSERT, OperationType.REPLACE);

    private final Map<Object, Document> last = new ConcurrentHashMap<>();
    private final Queue<Document> states = new ConcurrentLinkedQueue<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Changes changes;

    /** Follows from now on. */
    Watcher(MongoCollection<Document> collection) {
        changes = new Changes(collection, this::check);
    }

    /** What was seen that must not be, in the order in which it was seen. */
    List<String> violations() {
        return Stream.concat(violations.stream(), changes.failures().stream()).toList();
    }

    /** Takes out every state that was seen since the last time, in its order. */
    List<Document> takeStates() {
        return Stream.generate(states::poll).takeWhile(Objects::nonNull).toList();
    }

    /** The revision of a key that was seen last, or 0. */
    long revision(Object key) {
        return revisionOf(last.get(key));
    }

    /** The revision of each key that was seen last. */
    Map<String, Long> revisions() {
        Map<String, Long> revisions = new TreeMap<>();
        last.forEach((key, document) -> revisions.put((String) key, revisionOf(document)));
        return revisions;
    }

    @Override
    public void close() throws InterruptedException {
        changes.close();
    }

    private void check(ChangeStreamDocument<Document> change) {
        Document after = change.getFullDocument();
        if (!WHOLE.contains(change.getOperationType()) || after == null) {
            violations.add("a change of type " + change.getOperationTypeString() + " of " + change.getDocumentKey());
            return;
        }
        states.add(after);
        Document before = last.put(after.get("_id"), after);
        if (revisionOf(after) != revisionOf(before) + 1) {
            violations.add("the revision does not follow: " + before + " -> " + after);
        }
        for (Part part : Part.values()) {
            Long version = version(part, after);
            Long former = before == null ? null : version(part, before);
            if (former != null && (version == null || version < former)) {
                violations.add("the version goes back: " + before + " -> " + after);
            }
        }
        String was = header(after).get("was", new Document()).getString("state");
        String expected = before == null || header(before).containsKey("del") ? null : before.getString("state");
        if (!Objects.equals(was, expected)) {
            violations.add("the former values are not those of the document before: " + before + " -> " + after);
        }
    }

    private static long revisionOf(Document document) {
        return document == null ? 0 : header(document).getLong("rev");
    }

    private static Long version(Part part, Document document) {
        return header(document).get("v", new Document()).getLong(part.field());
    }

    private static Document header(Document document) {
        return document.get("_h", new Document());
    }
}
