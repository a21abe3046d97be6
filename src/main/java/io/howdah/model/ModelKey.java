package io.howdah.model;

import io.howdah.text.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Key of a model. With one field, {@code _id} is its value, and the key text is the value's own text. With several,
 * {@code _id} is a document of them in the key's order, and the key text is the values joined with {@code :}; in a
 * value, {@code %} is written {@code %25} and {@code :} is written {@code %3A}.
 */
record ModelKey(List<ModelField> fields) {

    /** Returns the {@code _id} for key values, by field name. */
    Object id(Map<String, ?> values) {
        if (fields.size() == 1) {
            return value(fields.get(0), values.get(fields.get(0).name()));
        }
        Document id = new Document();
        fields.forEach(field -> id.put(field.name(), value(field, values.get(field.name()))));
        return id;
    }

    Object id(String text) {
        if (fields.size() == 1) {
            return parse(fields.get(0), text);
        }
        List<String> parts = Split.on(':', text);
        if (parts.size() != fields.size()) {
            throw new InvalidDocumentException("must be " + fields.size() + " key values joined with ':'");
        }
        Document id = new Document();
        for (int i = 0; i < parts.size(); i++) {
            id.put(fields.get(i).name(), parse(fields.get(i), unescape(parts.get(i))));
        }
        return id;
    }

    String text(Object id) {
        if (fields.size() == 1) {
            return id.toString();
        }
        if (!(id instanceof Map<?, ?> values)) {
            throw new InvalidDocumentException("_id must be a document");
        }
        List<String> parts = new ArrayList<>();
        fields.forEach(field -> parts.add(escape(String.valueOf(values.get(field.name())))));
        return String.join(":", parts);
    }

    private static Object value(ModelField field, @Nullable Object value) {
        try {
            if (value == null) {
                throw new InvalidDocumentException("is required");
            }
            return field.type().toStored(value);
        } catch (InvalidDocumentException e) {
            throw e.within("." + field.name());
        }
    }

    /** Converts a text. Long accepts text and Int does not, so an Int is converted through Long. */
    private static Object parse(ModelField field, String text) {
        try {
            return field.type().toStored(field.type() == ScalarType.INT ? ScalarType.LONG.toStored(text) : text);
        } catch (InvalidDocumentException e) {
            throw e.within("." + field.name());
        }
    }

    private static String escape(String part) {
        return part.replace("%", "%25").replace(":", "%3A");
    }

    private static String unescape(String part) {
        return part.replace("%3A", ":").replace("%25", "%");
    }
}
