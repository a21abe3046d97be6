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
 * A unique index that also serves filters with further conditions. The library's own index serves only filters on its field, and scans
 * the collection for {@code {_id: 1, rev: 2}}.
 *
 * <p>The index finds all candidates; the collection checks each against {@linkplain #remainingFilter the remaining filter}. A key of one
 * top-level field is looked up directly, which is faster than the library's lookup.
 */
final class LookupIndex extends MemoryUniqueIndex {

    private static final String ID = "_id";
    private static final String IN = "$in";

    /** The only field of the key; null if the key has several fields or a nested one. */
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
     * Returns the conditions of a filter that this index has not checked. Omits {@code $in} on {@code _id}: comparing every document with
     * every key would dominate the cost. Other fields are checked again, because they may be arrays, which can match in other ways.
     */
    Document remainingFilter(Document query) {
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

    /** Returns the only key of the document in this index; null if only the library can determine it. */
    private @Nullable KeyValue keyOf(Document document) {
        Object value = field == null ? null : document.get(field);
        return value == null || value instanceof Collection ? null : key(value);
    }

    private static KeyValue key(Object value) {
        KeyValue key = new KeyValue(Collections.singletonList(value));
        return value instanceof String ? key : key.normalized();
    }

    /** Returns the values that the single key can have; null if the filter does not limit them. */
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

    /** Returns whether the value matches only itself, unlike null, patterns and arrays. */
    private static boolean isExact(@Nullable Object value) {
        return value != null && !(value instanceof BsonRegularExpression) && !(value instanceof Collection);
    }
}
