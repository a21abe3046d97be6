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

/** How documents are shown to somebody: the fields that they asked for, and null for those that are not for them to read. */
final class Representation {

    private final List<ModelField> fields;
    private final Set<ModelField> hidden;

    private Representation(List<ModelField> fields, Set<ModelField> hidden) {
        this.fields = fields;
        this.hidden = hidden;
    }

    /**
     * Reads what a URL says.
     *
     * @throws RestException if a field is asked for that there is not
     */
    static Representation of(View view, Principal principal, Parameters parameters) {
        List<String> asked = parameters.names("fields");
        Set<String> unknown = new TreeSet<>(asked);
        view.fields().forEach(field -> unknown.remove(field.name()));
        if (!unknown.isEmpty()) {
            throw RestException.malformed("fields: there is no " + String.join(", ", unknown) + "; there are "
                    + view.fields().stream().map(ModelField::name).collect(Collectors.joining(", ")) + ".");
        }
        List<ModelField> shown = view.fields().stream()
                .filter(field -> asked.isEmpty() || asked.contains(field.name()))
                .toList();
        return new Representation(
                shown,
                shown.stream().filter(field -> !field.isReadableBy(principal)).collect(Collectors.toSet()));
    }

    /** Return what is to be read of a document for it. */
    List<String> paths() {
        return fields.stream()
                .filter(field -> !hidden.contains(field))
                .map(ModelField::name)
                .toList();
    }

    /** Return the document, ready for JSON. */
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
            throw new IllegalStateException("a stored " + field.name() + " no longer fits the SDL", e);
        }
    }
}
