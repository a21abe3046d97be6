package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a document against a filter that only says which value a field has, {@code {_id: "r-7", "_h.rev": 3}}, as most
 * of them do; the rest is the library's, which splits paths and looks for operators, patterns and arrays each time.
 */
final class PlainFilter {

    private static final Set<Class<?>> PLAIN =
            Set.of(String.class, Integer.class, Long.class, Boolean.class, ObjectId.class);

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
            Answer answer = condition.getKey().equals("$and")
                    ? matchesAll(document, condition.getValue())
                    : matches(document, condition.getKey(), condition.getValue());
            if (answer != Answer.YES) {
                return answer;
            }
        }
        return Answer.YES;
    }

    private static Answer matchesAll(Document document, @Nullable Object filters) {
        if (!(filters instanceof Collection<?> all)
                || all.isEmpty()
                || !all.stream().allMatch(Document.class::isInstance)) {
            return Answer.ASK_THE_LIBRARY;
        }
        for (Object filter : all) {
            Answer answer = matches(document, (Document) filter);
            if (answer != Answer.YES) {
                return answer;
            }
        }
        return Answer.YES;
    }

    private static Answer matches(Document document, String path, @Nullable Object wanted) {
        if (wanted == null || !PLAIN.contains(wanted.getClass())) {
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
        return isSpecial(name) ? Answer.ASK_THE_LIBRARY : compare(parent.get(name), wanted);
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
