package io.howdah.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.model.FieldType;
import io.howdah.model.InvalidDocumentException;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.query.Operator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a filter in JSON, in the shape of GraphQL's {@code where}, and converts its values to the fields' stored types. */
final class JsonFilter {

    private static final String ROOT = UrlFilter.WHERE;

    private final FilterFields fields;

    JsonFilter(FilterFields fields) {
        this.fields = fields;
    }

    /** Returns the filter; members that are null are ignored. */
    Map<String, ?> read(JsonNode filter) {
        return filter(filter, ROOT);
    }

    private Map<String, ?> filter(JsonNode filter, String path) {
        Map<String, Object> read = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : object(filter, path).properties()) {
            String name = each.getKey();
            JsonNode value = each.getValue();
            if (!value.isNull()) {
                read.put(name, part(name, value, path + "." + name));
            }
        }
        return read;
    }

    private Object part(String name, JsonNode value, String path) {
        return switch (name) {
            case "and", "or" ->
                list(value).stream().map(each -> filter(each, path)).toList();
            case "not" -> filter(value, path);
            default -> conditions(fields.field(name, path), value, path);
        };
    }

    private Map<String, ?> conditions(ModelField field, JsonNode conditions, String path) {
        Map<String, @Nullable Object> read = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : object(conditions, path).properties()) {
            String at = path + "." + each.getKey();
            Operator operator = fields.operator(field, each.getKey(), at);
            read.put(operator.sdlName(), operand(field, operator, each.getValue(), at));
        }
        return read;
    }

    private static @Nullable Object operand(ModelField field, Operator operator, JsonNode operand, String path) {
        if (operand.isNull()) {
            // The operator decides whether null is allowed.
            return null;
        }
        if (operator == Operator.EXISTS) {
            if (!operand.isBoolean()) {
                throw RestException.malformed(path + " must be true or false.");
            }
            return operand.booleanValue();
        }
        FieldType type = field.type() instanceof ListType list ? list.element() : field.type();
        return operator.takesList()
                ? list(operand).stream().map(each -> stored(type, each, path)).toList()
                : stored(type, operand, path);
    }

    private static Object stored(FieldType type, JsonNode value, String path) {
        try {
            return type.toStored(value(value, path));
        } catch (InvalidDocumentException e) {
            throw RestException.malformed(path + e.getMessage() + ".");
        }
    }

    private static Object value(JsonNode value, String path) {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isNumber()) {
            return value.numberValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        throw RestException.malformed(path + " must be a string, a number or a boolean.");
    }

    /** Returns the elements of an array, or a single value as a list, as in GraphQL. */
    private static List<JsonNode> list(JsonNode value) {
        List<JsonNode> values = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(values::add);
        } else {
            values.add(value);
        }
        return values;
    }

    private static JsonNode object(JsonNode value, String path) {
        if (!value.isObject()) {
            throw RestException.malformed(path + " must be an object.");
        }
        return value;
    }
}
