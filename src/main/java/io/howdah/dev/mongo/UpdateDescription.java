package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds the {@code updateDescription} of an update event, by the paths of its operators: a value that was set is reported whole, an
 * element that was pushed or matched by position is reported alone.
 */
final class UpdateDescription {

    /** A field with the value null, unlike a missing field. */
    private static final Object NULL = new Object();

    private static final Set<String> APPENDING = Set.of("$push", "$addToSet");

    private final Document updated = new Document();
    private final Set<String> removed = new LinkedHashSet<>();

    private UpdateDescription() {}

    static Document of(Document before, Document after, Document update) {
        UpdateDescription description = new UpdateDescription();
        for (Map.Entry<String, Object> operator : update.entrySet()) {
            Document operands = (Document) operator.getValue();
            for (Map.Entry<String, Object> operand : operands.entrySet()) {
                description.compare(operator.getKey(), operand.getKey(), before, after);
                if (operator.getKey().equals("$rename")) {
                    description.compare(operator.getKey(), (String) operand.getValue(), before, after);
                }
            }
        }
        return new Document("updatedFields", description.updated)
                .append("removedFields", new ArrayList<>(description.removed));
    }

    private void compare(String operator, String path, Document before, Document after) {
        int positional = path.indexOf(".$");
        String known = positional < 0 ? path : path.substring(0, positional);
        Object old = valueAt(before, known);
        Object now = valueAt(after, known);
        if (positional >= 0 || APPENDING.contains(operator)) {
            reportParts(known, old, now);
        } else {
            report(known, old, now);
        }
    }

    private void report(String path, Object old, Object now) {
        if (now instanceof Missing) {
            if (!(old instanceof Missing)) {
                removed.add(path);
            }
        } else if (!now.equals(old)) {
            updated.put(path, now == NULL ? null : now);
        }
    }

    private void reportParts(String path, Object old, Object now) {
        if (old instanceof Document oldDocument && now instanceof Document document) {
            Set<String> keys = new LinkedHashSet<>(oldDocument.keySet());
            keys.addAll(document.keySet());
            keys.forEach(key -> reportParts(path + "." + key, child(oldDocument, key), child(document, key)));
        } else if (old instanceof List<?> oldList && now instanceof List<?> list && list.size() >= oldList.size()) {
            for (int i = 0; i < list.size(); i++) {
                String key = Integer.toString(i);
                reportParts(path + "." + key, child(oldList, key), child(list, key));
            }
        } else {
            report(path, old, now);
        }
    }

    private static Object valueAt(Document document, String path) {
        Object value = document;
        for (String key : path.split("\\.", -1)) {
            value = child(value, key);
        }
        return value;
    }

    private static Object child(Object parent, String key) {
        if (parent instanceof Document document && document.containsKey(key)) {
            Object value = document.get(key);
            return value == null ? NULL : value;
        }
        if (parent instanceof List<?> list && key.matches("\\d{1,9}") && Integer.parseInt(key) < list.size()) {
            Object value = list.get(Integer.parseInt(key));
            return value == null ? NULL : value;
        }
        return Missing.getInstance();
    }
}
