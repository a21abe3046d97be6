package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A unique index that serves a filter whatever else the filter holds; the library's own serves its field alone, and
 * scans the collection for {@code {_id: 1, rev: 2}}.
 *
 * <p>It only has to find every candidate: the collection still holds each of them against the whole filter.
 */
final class LookupIndex extends MemoryUniqueIndex {

    LookupIndex(String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
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
            Integer position = getPosition(new KeyValue(List.of(value)).normalized());
            if (position != null) {
                positions.add(position);
            }
        }
        return positions;
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
            return document.get("$in") instanceof Collection<?> values
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
