package io.howdah.dev.mongo;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Matches documents against simple filters: equality, {@code {_id: "r-7", "_h.rev": 3}}, and {@code $in} with texts. Other filters are
 * left to the library, which is slower: it splits paths and looks for operators, patterns and arrays each time, and searches lists
 * linearly.
 */
final class PlainFilter {

    private static final Set<Class<?>> PLAIN =
            Set.of(String.class, Integer.class, Long.class, Boolean.class, ObjectId.class);

    private static final String IN = "$in";

    /** The texts of a list, empty if it contains other values. The list of a filter is the same instance for all documents. */
    private static final LoadingCache<Collection<?>, Optional<Set<?>>> TEXTS = Caffeine.newBuilder()
            .weakKeys()
            .build(list -> list.stream().allMatch(String.class::isInstance)
                    ? Optional.of(new HashSet<>(list))
                    : Optional.empty());

    private PlainFilter() {}

    /** Result of a match; undecided if the filter is not simple. */
    enum Match {
        YES,
        NO,
        UNDECIDED
    }

    /** Checks the conditions in order and ends at the first that fails, as the library does. */
    static Match matches(Document document, Document filter) {
        for (Map.Entry<String, Object> condition : filter.entrySet()) {
            Match match = switch (condition.getKey()) {
                case "$and" -> matchesAll(document, condition.getValue());
                case "$or" -> matchesAny(document, condition.getValue());
                default -> matches(document, condition.getKey(), condition.getValue());
            };
            if (match != Match.YES) {
                return match;
            }
        }
        return Match.YES;
    }

    private static Match matchesAll(Document document, @Nullable Object filters) {
        if (!areFilters(filters)) {
            return Match.UNDECIDED;
        }
        for (Object filter : (Collection<?>) Objects.requireNonNull(filters)) {
            Match match = matches(document, (Document) filter);
            if (match != Match.YES) {
                return match;
            }
        }
        return Match.YES;
    }

    private static Match matchesAny(Document document, @Nullable Object filters) {
        if (!areFilters(filters)) {
            return Match.UNDECIDED;
        }
        for (Object filter : (Collection<?>) Objects.requireNonNull(filters)) {
            Match match = matches(document, (Document) filter);
            if (match != Match.NO) {
                return match;
            }
        }
        return Match.NO;
    }

    private static boolean areFilters(@Nullable Object filters) {
        return filters instanceof Collection<?> all
                && !all.isEmpty()
                && all.stream().allMatch(Document.class::isInstance);
    }

    private static Match matches(Document document, String path, @Nullable Object expected) {
        Set<?> texts = texts(expected);
        if (expected == null || (texts == null && !PLAIN.contains(expected.getClass()))) {
            return Match.UNDECIDED;
        }
        Document parent = document;
        int start = 0;
        for (int end = path.indexOf('.'); end >= 0; end = path.indexOf('.', start)) {
            String name = path.substring(start, end);
            Object child = parent.get(name);
            if (!(child instanceof Document below) || isSpecial(name)) {
                return Match.UNDECIDED;
            }
            parent = below;
            start = end + 1;
        }
        String name = path.substring(start);
        if (isSpecial(name)) {
            return Match.UNDECIDED;
        }
        return texts == null ? compare(parent.get(name), expected) : isAmong(texts, parent.get(name));
    }

    /** Returns the texts of an {@code $in} condition; null for other conditions. */
    private static @Nullable Set<?> texts(@Nullable Object expected) {
        return expected instanceof Document operators
                        && operators.size() == 1
                        && operators.get(IN) instanceof Collection<?> list
                ? TEXTS.get(list).orElse(null)
                : null;
    }

    private static Match isAmong(Set<?> texts, @Nullable Object value) {
        if (value instanceof Collection) {
            return Match.UNDECIDED;
        }
        return value != null && texts.contains(value) ? Match.YES : Match.NO;
    }

    private static boolean isSpecial(String name) {
        return name.isEmpty() || name.startsWith("$");
    }

    /** Undecided for numbers of different types, which can be equal, and for arrays, which match by their elements. */
    private static Match compare(@Nullable Object value, Object expected) {
        boolean otherNumber =
                value instanceof Number && expected instanceof Number && value.getClass() != expected.getClass();
        if (otherNumber || value instanceof Collection) {
            return Match.UNDECIDED;
        }
        return expected.equals(value) ? Match.YES : Match.NO;
    }
}
