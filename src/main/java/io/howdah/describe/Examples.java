package io.howdah.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.EnumType;
import io.howdah.model.FieldType;
import io.howdah.model.InterfaceType;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.ObjectType;
import io.howdah.model.ReadModel;
import io.howdah.model.ScalarType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Generates example values that match the SDL. */
public final class Examples {

    /** Example of a DateTime. */
    public static final String TIME = "2026-01-01T00:00:00.000Z";

    /** Deepest nesting of an example: a type may contain itself. */
    private static final int MAX_LEVELS = 4;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Examples() {}

    /** Returns the data of a document, with every field. */
    public static ObjectNode data(ReadModel model) {
        return object(model.fields(), 1);
    }

    /** Returns the key of {@link #data}'s document as text. */
    public static String key(ReadModel model) {
        ObjectNode whole = JSON.objectNode();
        Map<String, Object> values = new LinkedHashMap<>();
        for (ModelField field : model.fields()) {
            if (model.key().contains(field.name())) {
                JsonNode value = value(field, 1);
                whole.set(field.name(), value);
                values.put(field.name(), value.isNumber() ? value.numberValue() : value.asText());
            }
        }
        return model.keyText(model.id(values));
    }

    /** Returns a value of a type; strings are derived from the field's name. */
    public static JsonNode of(String name, FieldType type) {
        return value(name, type, 1);
    }

    private static ObjectNode object(List<ModelField> fields, int level) {
        ObjectNode object = JSON.objectNode();
        fields.stream()
                .filter(field -> !field.stored())
                .forEach(field -> object.set(field.name(), value(field, level)));
        return object;
    }

    private static JsonNode value(ModelField field, int level) {
        boolean deep = level >= MAX_LEVELS;
        return deep && !field.required() ? JSON.nullNode() : value(field.name(), field.type(), level);
    }

    private static JsonNode value(String name, FieldType type, int level) {
        if (type instanceof ListType list) {
            return level >= MAX_LEVELS ? JSON.arrayNode() : JSON.arrayNode().add(value(name, list.element(), level));
        }
        if (type instanceof ObjectType object) {
            return level > MAX_LEVELS ? JSON.objectNode() : object(object.fields(), level + 1);
        }
        if (type instanceof InterfaceType either) {
            ObjectType first = either.types().get(0);
            ObjectNode object = JSON.objectNode().put(InterfaceType.TYPE_NAME, first.sdlName());
            if (level <= MAX_LEVELS) {
                object(first.fields(), level + 1)
                        .properties()
                        .forEach(each -> object.set(each.getKey(), each.getValue()));
            }
            return object;
        }
        if (type instanceof EnumType values) {
            return JSON.textNode(values.values().iterator().next());
        }
        return scalar(name, (ScalarType) type);
    }

    private static JsonNode scalar(String name, ScalarType type) {
        return switch (type) {
            case ID ->
                JSON.textNode((name.length() > 2 && name.endsWith("Id") ? name.substring(0, name.length() - 2) : name)
                        + "-1");
            case STRING -> JSON.textNode(name);
            case INT, LONG -> JSON.numberNode(1);
            case FLOAT -> JSON.numberNode(1.5);
            case BOOLEAN -> JSON.booleanNode(true);
            case DECIMAL -> JSON.textNode("12.50");
            case DATE_TIME -> JSON.textNode(TIME);
            case DATE -> JSON.textNode(TIME.substring(0, 10));
            case JSON -> JSON.objectNode();
        };
    }
}
