package io.howdah.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Object type. Stored as a document with its fields in the SDL's order, without nulls. */
public final class ObjectType implements FieldType {

    private final String sdlName;
    private List<ModelField> fields = List.of();
    private Set<String> names = Set.of();

    ObjectType(String sdlName) {
        this.sdlName = sdlName;
    }

    /** Sets the fields. Not a constructor parameter, because a type may contain itself. */
    void fields(List<ModelField> declared) {
        fields = List.copyOf(declared);
        names = fields.stream().map(ModelField::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the fields in the SDL's order. */
    public List<ModelField> fields() {
        return fields;
    }

    @Override
    public String sdlName() {
        return sdlName;
    }

    @Override
    public Document toStored(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new InvalidDocumentException("must be an object");
        }
        rejectUnknown(map);
        Document document = new Document();
        for (ModelField field : fields) {
            Object stored = stored(field, map.get(field.name()));
            if (stored != null) {
                document.put(field.name(), stored);
            }
        }
        return document;
    }

    private static @Nullable Object stored(ModelField field, @Nullable Object value) {
        try {
            if (value != null) {
                return field.type().toStored(value);
            }
            if (field.required()) {
                throw new InvalidDocumentException("is required");
            }
            return null;
        } catch (InvalidDocumentException e) {
            throw e.within("." + field.name());
        }
    }

    private void rejectUnknown(Map<?, ?> map) {
        for (Object name : map.keySet()) {
            if (!names.contains(String.valueOf(name))) {
                throw new InvalidDocumentException("is not a field of " + sdlName
                                + "; remove it in the transform or declare it in the SDL")
                        .within("." + Texts.printable(String.valueOf(name)));
            }
        }
    }

    /** Converts every field except for {@code @stored} ones; an absent field becomes null. */
    @Override
    public Map<String, @Nullable Object> toData(Object stored) {
        if (!(stored instanceof Map<?, ?> document)) {
            throw new InvalidDocumentException("must be an object");
        }
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        for (ModelField field : fields) {
            if (!field.stored()) {
                data.put(field.name(), data(field, document.get(field.name())));
            }
        }
        return data;
    }

    private static @Nullable Object data(ModelField field, @Nullable Object stored) {
        try {
            return stored == null ? null : field.type().toData(stored);
        } catch (InvalidDocumentException e) {
            throw e.within("." + field.name());
        }
    }
}
