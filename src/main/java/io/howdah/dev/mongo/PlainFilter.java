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
 * Holds a document against a filter that only says which value a field has, {@code {_id: "r-7", "_h.rev": 3}}, as most
 * of them do, or which texts it may have; the rest is the library's, which splits paths and looks for operators, patterns and arrays each
 * time, and goes through a list for each document.
 */
final class PlainFilter {

    private static final Set<Class<?>> PLAIN =
            Set.of(String.class, Integer.class, Long.class, Boolean.class, ObjectId.class);

    private static final String IN = "$in";

    /** The texts of a list, empty where it has anything else; a list is the same one for all documents that a filter is held against. */
    private static final LoadingCache<Collection<?>, Optional<Set<?>>> TEXTS = Caffeine.newBuilder()
            .weakKeys()
            .build(list -> list.stream().allMatch(String.class::isInstance)
                    ? Optional.of(new HashSet<>(list))
                    : Optional.empty());

    private PlainFilter() {}

    /** Whether a document matches, as far as that is plain. */
    enum Answer {
        YES,
        NO,
        ASK_THE_LIBRARY
    }

    /** The answer condition by condition, in their order: the library, too, ends at the first that is not met. */
    static Answer matches(Document document, Document filter) {
        for (Map.Entry<String, Object> condition : filter.entrySet()) {
            Answer answer = switch (condition.getKey()) {
                case "$and" -> matchesAll(document, condition.getValue());
                case "$or" -> matchesAny(document, condition.getValue());
                default -> matches(document, condition.getKey(), condition.getValue());
            };
            if (answer != Answer.YES) {
                return answer;
            }
        }
        return Answer.YES;
    }

    private static Answer matchesAll(Document document, @Nullable Object filters) {
        if (!areFilters(filters)) {
            return Answer.ASK_THE_LIBRARY;
        }
        for (Object filter : (Collection<?>) Objects.requireNonNull(filters)) {
            Answer answer = matches(document, (Document) filter);
            if (answer != Answer.YES) {
                return answer;
            }
        }
        return Answer.YES;
    }

    private static Answer matchesAny(Document document, @Nullable Object filters) {
        if (!areFilters(filters)) {
            return Answer.ASK_THE_LIBRARY;
        }
        for (Object filter : (Collection<?>) Objects.requireNonNull(filters)) {
            Answer answer = matches(document, (Document) filter);
            if (answer != Answer.NO) {
                return answer;
            }
        }
        return Answer.NO;
    }

    private static boolean areFilters(@Nullable Object filters) {
        return filters instanceof Collection<?> all
                && !all.isEmpty()
                && all.stream().allMatch(Document.class::isInstance);
    }

    private static Answer matches(Document document, String path, @Nullable Object wanted) {
        Set<?> texts = texts(wanted);
        if (wanted == null || (texts == null && !PLAIN.contains(wanted.getClass()))) {
            return Answer.ASK_THE_LIBRARY;
        }
        Document parent = document;
        int start = 0;
        for (int end = path.indexOf('.'); end >= 0; end = path.indexOf('.', start)) {
            String name = path.substring(start, end);
            Object child = parent.get(name);
            if (!(child instanceof Document below) || isSpecial(name)) {
                return Answer.ASK_THE_LIBRARY;
            }
            parent = below;
            start = end + 1;
        }
        String name = path.substring(start);
        if (isSpecial(name)) {
            return Answer.ASK_THE_LIBRARY;
        }
        return texts == null ? compare(parent.get(name), wanted) : isAmong(texts, parent.get(name));
    }

    /** The texts that a condition names in a list, null for any other condition. */
    private static @Nullable Set<?> texts(@Nullable Object wanted) {
        return wanted instanceof Document operators
                        && operators.size() == 1
                        && operators.get(IN) instanceof Collection<?> list
                ? TEXTS.get(list).orElse(null)
                : null;
    }

    private static Answer isAmong(Set<?> texts, @Nullable Object value) {
        if (value instanceof Collection) {
            return Answer.ASK_THE_LIBRARY;
        }
        return value != null && texts.contains(value) ? Answer.YES : Answer.NO;
    }

    private static boolean isSpecial(String name) {
        return name.isEmpty() || name.startsWith("$");
    }

    /** Numbers of two types can be equal, and an array matches by its elements. */
    private static Answer compare(@Nullable Object value, Object wanted) {
        boolean otherNumber =
                value instanceof Number && wanted instanceof Number && value.getClass() != wanted.getClass();
        if (otherNumber || value instanceof Collection) {
            return Answer.ASK_THE_LIBRARY;
        }
        return wanted.equals(value) ? Answer.YES : Answer.NO;
    }
}
