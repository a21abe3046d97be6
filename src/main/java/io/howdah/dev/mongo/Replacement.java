package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An update statement that replaces a whole document. Most writes are replacements, so they bypass the library, which would run each as
 * a separate command and copy both documents several times.
 *
 * @param filter finds the old document
 * @param document the new document, with or without its key
 * @param upsert whether to insert it if there is no old document
 */
record Replacement(Document filter, Document document, boolean upsert) {

    private static final Set<String> FIELDS = Set.of("q", "u", "multi", "upsert");

    /** Returns the statement as a replacement; null if it is another update, or possibly invalid. */
    static @Nullable Replacement of(Document statement) {
        return FIELDS.containsAll(statement.keySet())
                        && !Utils.isTrue(statement.get("multi"))
                        && statement.get("q") instanceof Document filter
                        && statement.get("u") instanceof Document document
                        && !hasSpecial(document)
                ? new Replacement(filter, document, Utils.isTrue(statement.get("upsert")))
                : null;
    }

    /** Returns the new document as stored: with its key first. */
    Document stored(@Nullable Object id) {
        if (!document.isEmpty() && document.keySet().iterator().next().equals("_id")) {
            return document;
        }
        Document stored = new Document("_id", id);
        document.forEach(stored::putIfAbsent);
        return stored;
    }

    /** Returns whether two documents are equal, including the order of their fields. Fast if they differ. */
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
