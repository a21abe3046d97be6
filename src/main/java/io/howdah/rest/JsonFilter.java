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

/** A filter in JSON, of the form that GraphQL's {@code where} has; its values become their fields' stored forms. */
final class JsonFilter {

    private static final String ROOT = UrlFilter.WHERE;

    private final FilterFields fields;

    JsonFilter(FilterFields fields) {
        this.fields = fields;
    }

    /** Return the filter; what is null in it counts as not given. */
    Map<String, ?> read(JsonNode filter) {
        return filter(filter, ROOT);
    }

    private Map<String, ?> filter(JsonNode filter, String place) {
        Map<String, Object> read = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : object(filter, place).properties()) {
            String name = each.getKey();
            JsonNode value = each.getValue();
            if (!value.isNull()) {
                read.put(name, part(name, value, place + "." + name));
            }
        }
        return read;
    }

    private Object part(String name, JsonNode value, String place) {
        return switch (name) {
            case "and", "or" ->
                list(value).stream().map(each -> filter(each, place)).toList();
            case "not" -> filter(value, place);
            default -> conditions(fields.field(name, place), value, place);
        };
    }

    private Map<String, ?> conditions(ModelField field, JsonNode conditions, String place) {
        Map<String, @Nullable Object> read = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : object(conditions, place).properties()) {
            String at = place + "." + each.getKey();
            Operator operator = fields.operator(field, each.getKey(), at);
            read.put(operator.sdlName(), operand(field, operator, each.getValue(), at));
        }
        return read;
    }

    private static @Nullable Object operand(ModelField field, Operator operator, JsonNode operand, String place) {
        if (operand.isNull()) {
            // Whether that means something is the operator's own rule.
            return null;
        }
        if (operator == Operator.EXISTS) {
            if (!operand.isBoolean()) {
                throw RestException.malformed(place + " must be true or false.");
            }
            return operand.booleanValue();
        }
        FieldType type = field.type() instanceof ListType list ? list.element() : field.type();
        return operator.takesList()
                ? list(operand).stream().map(each -> stored(type, each, place)).toList()
                : stored(type, operand, place);
    }

    private static Object stored(FieldType type, JsonNode value, String place) {
        try {
            return type.toStored(value(value, place));
        } catch (InvalidDocumentException e) {
            throw RestException.malformed(place + e.getMessage() + ".");
        }
    }

    private static Object value(JsonNode value, String place) {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isNumber()) {
            return value.numberValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        throw RestException.malformed(place + " must be a string, a number or a boolean.");
    }

    /** One value stands for a list of it, as in GraphQL. */
    private static List<JsonNode> list(JsonNode value) {
        List<JsonNode> values = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(values::add);
        } else {
            values.add(value);
        }
        return values;
    }

    private static JsonNode object(JsonNode value, String place) {
        if (!value.isObject()) {
            throw RestException.malformed(place + " must be an object.");
        }
        return value;
    }
}
