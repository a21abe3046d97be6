package io.howdah.rest;

import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ModelField;
import io.howdah.model.View;
import io.howdah.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Converts documents to responses: the requested fields, with null for those that the principal may not read. */
final class Representation {

    private final List<ModelField> fields;
    private final Set<ModelField> hidden;

    private Representation(List<ModelField> fields, Set<ModelField> hidden) {
        this.fields = fields;
        this.hidden = hidden;
    }

    /**
     * Reads the parameter {@code fields}.
     *
     * @throws RestException if it names a field that does not exist
     */
    static Representation of(View view, Principal principal, Parameters parameters) {
        List<String> requested = parameters.names("fields");
        Set<String> unknown = new TreeSet<>(requested);
        view.fields().forEach(field -> unknown.remove(field.name()));
        if (!unknown.isEmpty()) {
            throw RestException.unknown(
                    "fields: " + String.join(", ", unknown) + " is not a field",
                    view.fields().stream().map(ModelField::name).toList());
        }
        List<ModelField> shown = view.fields().stream()
                .filter(field -> requested.isEmpty() || requested.contains(field.name()))
                .toList();
        return new Representation(
                shown,
                shown.stream().filter(field -> !field.isReadableBy(principal)).collect(Collectors.toSet()));
    }

    /** Returns the fields to read from MongoDB. */
    List<String> paths() {
        return fields.stream()
                .filter(field -> !hidden.contains(field))
                .map(ModelField::name)
                .toList();
    }

    /** Returns the document, ready for JSON. */
    Map<String, @Nullable Object> show(Document stored) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        for (ModelField field : fields) {
            Object value = hidden.contains(field) ? null : stored.get(field.name());
            shown.put(field.name(), value == null ? null : show(field, value));
        }
        return shown;
    }

    private static Object show(ModelField field, Object value) {
        try {
            return field.type().toData(value);
        } catch (InvalidDocumentException e) {
            throw new IllegalStateException("a stored " + field.name() + " does not match the SDL", e);
        }
    }
}
