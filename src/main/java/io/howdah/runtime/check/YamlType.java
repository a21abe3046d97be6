package io.howdah.runtime.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values that a definition of the Camel YAML schema accepts, with its alternatives merged: the value may have the fields of any
 * alternative, and the type of any. So a wrong field is one finding, while a validator would report one per alternative.
 */
final class YamlType {

    private final JsonNode definitions;
    private final Map<String, JsonNode> fields = new LinkedHashMap<>();
    private final Set<String> required = new LinkedHashSet<>();
    private final Set<String> types = new HashSet<>();
    private final List<String> values = new ArrayList<>();
    private boolean closed;
    private boolean single;
    private @Nullable JsonNode items;

    YamlType(JsonNode schema, JsonNode definitions) {
        this.definitions = definitions;
        collect(schema, true);
    }

    private void collect(JsonNode schema, boolean always) {
        if (schema.has("$ref")) {
            String reference = schema.get("$ref").asText();
            collect(definitions.path(reference.substring(reference.lastIndexOf('/') + 1)), always);
            return;
        }
        schema.path("properties")
                .properties()
                .forEach(field -> fields.merge(
                        field.getKey(), field.getValue(), (known, other) -> known.isEmpty() ? other : known));
        closed |= schema.has("additionalProperties");
        if (schema.has("type")) {
            types.add(schema.get("type").asText());
        }
        schema.path("enum").forEach(value -> values.add(value.asText()));
        if (schema.has("items")) {
            items = schema.get("items");
        }
        if (always) {
            schema.path("required").forEach(name -> required.add(name.asText()));
            single = schema.path("maxProperties").asInt() == 1;
        }
        for (String alternatives : List.of("anyOf", "oneOf")) {
            schema.path(alternatives).forEach(alternative -> {
                if (!alternative.has("not")) {
                    collect(alternative, false);
                }
            });
        }
    }

    boolean accepts(String type) {
        return types.isEmpty() || types.contains(type);
    }

    /** Returns whether a scalar, such as a text or a number, is accepted. */
    boolean acceptsScalar() {
        return types.isEmpty()
                || accepts("string")
                || accepts("boolean")
                || accepts("number")
                || accepts("integer")
                || (accepts("array") && items != null && new YamlType(items, definitions).acceptsScalar());
    }

    Optional<JsonNode> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    Set<String> fieldNames() {
        return fields.keySet();
    }

    Set<String> required() {
        return required;
    }

    /** Returns whether other fields are rejected. */
    boolean isClosed() {
        return closed;
    }

    /** Returns whether the value may have only one of its fields. */
    boolean isSingle() {
        return single;
    }

    /** Returns the accepted values, or an empty list if any are. */
    List<String> values() {
        return values;
    }

    Optional<JsonNode> items() {
        return Optional.ofNullable(items);
    }

    /** Returns the accepted types in words, such as "a text, or a list". */
    String description() {
        List<String> words = new ArrayList<>();
        if (types.contains("string")) {
            words.add("a text");
        }
        if (types.contains("boolean")) {
            words.add("true or false");
        }
        if (types.contains("number") || types.contains("integer")) {
            words.add("a number");
        }
        if (types.contains("array")) {
            words.add("a list");
        }
        if (types.contains("object")) {
            words.add("fields");
        }
        return String.join(", or ", words);
    }
}
