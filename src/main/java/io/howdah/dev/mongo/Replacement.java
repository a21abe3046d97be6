package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An update statement that puts one whole document in the place of another: the bulk of what is written, and so simple
 * that it needs nothing of the library, which would run it as a command of its own and copy both documents several times.
 *
 * @param filter finds the former document
 * @param document the new one, with or without its key
 * @param upsert whether it is inserted if there is no former document
 */
record Replacement(Document filter, Document document, boolean upsert) {

    private static final Set<String> FIELDS = Set.of("q", "u", "multi", "upsert");

    /** The statement as a replacement, null if it is something else, or could be refused. */
    static @Nullable Replacement of(Document statement) {
        return FIELDS.containsAll(statement.keySet())
                        && !Utils.isTrue(statement.get("multi"))
                        && statement.get("q") instanceof Document filter
                        && statement.get("u") instanceof Document document
                        && !hasSpecial(document)
                ? new Replacement(filter, document, Utils.isTrue(statement.get("upsert")))
                : null;
    }

    /** The new document as it is stored: its key first. */
    Document stored(@Nullable Object id) {
        if (!document.isEmpty() && document.keySet().iterator().next().equals("_id")) {
            return document;
        }
        Document stored = new Document("_id", id);
        document.forEach(stored::putIfAbsent);
        return stored;
    }

    /** Whether two documents are equal, in the order of their fields as well; the quickest way to see that they are not. */
    static boolean areSame(Document one, Document other) {
        if (one.size() != other.size()) {
            return false;
        }
        Iterator<Map.Entry<String, Object>> others = other.entrySet().iterator();
        for (Map.Entry<String, Object> field : one.entrySet()) {
            if (!field.equals(others.next())) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasSpecial(Document document) {
        for (String key : document.keySet()) {
            if (isSpecial(key)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSpecial(String key) {
        return key.startsWith("$") || key.contains(".");
    }
}
