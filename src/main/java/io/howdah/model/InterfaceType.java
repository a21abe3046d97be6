package io.howdah.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Interface type. A value is an object of one of its implementations, named by {@code __typename}. */
public final class InterfaceType implements FieldType {

    /** Field with the name of the object's type, in MongoDB and in JSON. */
    public static final String TYPE_NAME = "__typename";

    private final String sdlName;
    private final Map<String, ObjectType> types = new TreeMap<>();

    InterfaceType(String sdlName) {
        this.sdlName = sdlName;
    }

    /** Adds an implementation. */
    void implementedBy(ObjectType type) {
        types.put(type.sdlName(), type);
    }

    /** Returns the implementations. */
    public List<ObjectType> types() {
        return new ArrayList<>(types.values());
    }

    @Override
    public String sdlName() {
        return sdlName;
    }

    @Override
    public Object toStored(Object value) {
        Map<?, ?> object = object(value);
        ObjectType type = type(object);
        Map<Object, @Nullable Object> fields = new LinkedHashMap<>(object);
        fields.remove(TYPE_NAME);
        Document stored = new Document(TYPE_NAME, type.sdlName());
        stored.putAll(type.toStored(fields));
        return stored;
    }

    @Override
    public Object toData(Object stored) {
        ObjectType type = type(object(stored));
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put(TYPE_NAME, type.sdlName());
        data.putAll(type.toData(stored));
        return data;
    }

    private static Map<?, ?> object(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new InvalidDocumentException("must be an object");
    }

    private ObjectType type(Map<?, ?> object) {
        ObjectType type = types.get(String.valueOf(object.get(TYPE_NAME)));
        if (type == null) {
            throw new InvalidDocumentException("must name one of " + String.join(", ", types.keySet()))
                    .within("." + TYPE_NAME);
        }
        return type;
    }
}
