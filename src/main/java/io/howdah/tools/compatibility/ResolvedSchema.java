package io.howdah.tools.compatibility;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A JSON schema with its references and {@code allOf} resolved at the top level; nested schemas stay as they are. */
final class ResolvedSchema {

    /** References that are deeper form a cycle. */
    private static final int MAX_DEPTH = 30;

    private final JsonNode document;
    private final ObjectNode keywords = JsonNodeFactory.instance.objectNode();
    private final Map<String, JsonNode> alternatives = new LinkedHashMap<>();
    private String component = "";
    private boolean nullable;

    private ResolvedSchema(JsonNode document) {
        this.document = document;
    }

    /**
     * Reads a schema.
     *
     * @param document the description that contains the schema and everything it refers to
     */
    static ResolvedSchema of(JsonNode document, JsonNode schema) {
        ResolvedSchema shape = new ResolvedSchema(document);
        shape.add(schema, 0);
        return shape;
    }

    private void add(JsonNode schema, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        String reference = schema.path("$ref").asText();
        if (!reference.isEmpty()) {
            component = component.isEmpty() ? lastName(reference) : component;
            add(resolve(document, schema), depth + 1);
        }
        schema.path("allOf").forEach(part -> add(part, depth + 1));
        addOneOf(schema.path("anyOf"), depth);
        addOneOf(schema.path("oneOf"), depth);
        schema.properties().forEach(keyword -> add(keyword.getKey(), keyword.getValue()));
    }

    /** Adds alternatives. A choice between one schema and null is a nullable schema, not a choice. */
    private void addOneOf(JsonNode choice, int depth) {
        List<JsonNode> others = StreamSupport.stream(choice.spliterator(), false)
                .filter(each -> !each.path("type").asText().equals("null"))
                .toList();
        nullable |= others.size() < choice.size();
        if (others.size() == 1) {
            add(others.get(0), depth + 1);
        } else {
            others.forEach(each -> alternatives.put(
                    each.has("$ref") ? lastName(each.path("$ref").asText()) : String.valueOf(alternatives.size() + 1),
                    each));
        }
    }

    private void add(String keyword, JsonNode value) {
        if (value instanceof ObjectNode members && keyword.equals("properties")) {
            keywords.withObject("/properties").setAll(members);
        } else if (value.isArray() && keyword.equals("required")) {
            value.forEach(keywords.withArray(keyword)::add);
        } else {
            keywords.set(keyword, value);
        }
    }

    /** Returns the object that a node refers to, or the node itself. */
    static JsonNode resolve(JsonNode document, JsonNode node) {
        String reference = node.path("$ref").asText();
        if (!reference.startsWith("#/")) {
            return node;
        }
        String pointer = URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
        return document.at(JsonPointer.compile(pointer));
    }

    private static String lastName(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    /** Returns the component's name, if the schema is a component. */
    Optional<String> component() {
        return component.isEmpty() ? Optional.empty() : Optional.of(component);
    }

    /** Returns the value of a keyword, or a missing node. */
    JsonNode get(String keyword) {
        return keywords.path(keyword);
    }

    ValueType type() {
        return ValueType.of(keywords, nullable);
    }

    /** Returns the alternatives of {@code anyOf} and {@code oneOf} by name, empty if there is no choice. */
    Map<String, JsonNode> alternatives() {
        return alternatives;
    }

    boolean requires(String property) {
        return StreamSupport.stream(get("required").spliterator(), false)
                .anyMatch(name -> name.asText().equals(property));
    }
}
