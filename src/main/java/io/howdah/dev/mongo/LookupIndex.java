package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A unique index that serves a filter whatever else the filter holds; the library's own serves its field alone, and
 * scans the collection for {@code {_id: 1, rev: 2}}.
 *
 * <p>It only has to find every candidate: the collection still holds each of them against {@linkplain #unanswered what
 * is left of the filter}. A key of one field at a document's top is looked up directly, which the library does by way of
 * a split path and several collections.
 */
final class LookupIndex extends MemoryUniqueIndex {

    private static final String ID = "_id";
    private static final String IN = "$in";

    /** The only field of the key, null if there are several, or if it is further down. */
    private final @Nullable String field;

    LookupIndex(String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
        String first = keys.get(0).getKey();
        this.field = keys.size() == 1 && !first.contains(".") ? first : null;
    }

    @Override
    public synchronized boolean canHandle(Document query) {
        return isCompoundIndex() ? super.canHandle(query) : candidates(query) != null;
    }

    @Override
    public synchronized Iterable<Integer> getPositions(Document query) {
        Collection<?> values = isCompoundIndex() ? null : candidates(query);
        if (values == null) {
            return super.getPositions(query);
        }
        Set<Integer> positions = new LinkedHashSet<>();
        for (Object value : values) {
            Integer position = getPosition(key(value));
            if (position != null) {
                positions.add(position);
            }
        }
        return positions;
    }

    /**
     * What a filter that this index handles asks beyond the positions. Which of many keys a document has is not asked
     * again: to compare each with each takes longer than all else. Only a document's own key is never an array, which can
     * match in other ways than by the index.
     */
    Document unanswered(Document query) {
        if (!ID.equals(field)
                || !(query.get(ID) instanceof Document condition)
                || condition.size() != 1
                || !condition.containsKey(IN)) {
            return query;
        }
        Document rest = query.clone();
        rest.remove(ID);
        return rest;
    }

    @Override
    public Set<KeyValue> getKeyValues(Document document) {
        KeyValue key = keyOf(document);
        return key == null ? super.getKeyValues(document) : Set.of(key);
    }

    @Override
    public synchronized void checkAdd(Document document, MongoCollection<Integer> collection) {
        KeyValue key = keyOf(document);
        if (key == null || getPosition(key) != null) {
            super.checkAdd(document, collection);
        }
    }

    @Override
    public synchronized void checkUpdate(
            Document oldDocument, Document newDocument, MongoCollection<Integer> collection) {
        if (!hasSameKey(oldDocument, newDocument)) {
            super.checkUpdate(oldDocument, newDocument, collection);
        }
    }

    @Override
    public void updateInPlace(
            Document oldDocument, Document newDocument, Integer position, MongoCollection<Integer> collection) {
        if (!hasSameKey(oldDocument, newDocument)) {
            super.updateInPlace(oldDocument, newDocument, position, collection);
        }
    }

    private boolean hasSameKey(Document one, Document other) {
        return field != null && Objects.equals(one.getOrMissing(field), other.getOrMissing(field));
    }

    /** The only key that the document has here, null if only the library knows. */
    private @Nullable KeyValue keyOf(Document document) {
        Object value = field == null ? null : document.get(field);
        return value == null || value instanceof Collection ? null : key(value);
    }

    private static KeyValue key(Object value) {
        KeyValue key = new KeyValue(Collections.singletonList(value));
        return value instanceof String ? key : key.normalized();
    }

    /** The values of which the single key must have one, null if the filter does not say. */
    private @Nullable Collection<?> candidates(Document query) {
        Collection<?> values = valuesOf(query.get(getKeys().get(0).getKey()));
        if (values == null && query.get("$and") instanceof Collection<?> conditions) {
            for (Object condition : conditions) {
                if (values == null && condition instanceof Document document) {
                    values = candidates(document);
                }
            }
        }
        return values;
    }

    private static @Nullable Collection<?> valuesOf(@Nullable Object condition) {
        if (condition instanceof Document document && hasOperator(document)) {
            if (document.containsKey("$eq")) {
                return isExact(document.get("$eq")) ? List.of(document.get("$eq")) : null;
            }
            return document.get(IN) instanceof Collection<?> values
                            && values.stream().allMatch(LookupIndex::isExact)
                    ? values
                    : null;
        }
        return condition != null && isExact(condition) ? List.of(condition) : null;
    }

    private static boolean hasOperator(Document document) {
        return document.keySet().stream().anyMatch(key -> key.startsWith("$"));
    }

    /** Whether the value is found as it stands: not so null, a pattern, or an array, which match more than themselves. */
    private static boolean isExact(@Nullable Object value) {
        return value != null && !(value instanceof BsonRegularExpression) && !(value instanceof Collection);
    }
}
