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

/** A JSON schema with what it refers to put in its place, as far as its own level goes. */
final class ResolvedSchema {

    /** Deeper references are a ring. */
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
     * @param document where it is, and what it refers to
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

    /** What may be null besides is no choice. */
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

    /** Return what an object refers to, or itself. */
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

    /** Return the name of the component that it is, if it has one. */
    Optional<String> component() {
        return component.isEmpty() ? Optional.empty() : Optional.of(component);
    }

    /** Return what a keyword says, a missing node for one that is not there. */
    JsonNode get(String keyword) {
        return keywords.path(keyword);
    }

    ValueType type() {
        return ValueType.of(keywords, nullable);
    }

    /** Return the schemas of which a value fits one, by their names; none where there is no choice. */
    Map<String, JsonNode> alternatives() {
        return alternatives;
    }

    boolean requires(String property) {
        return StreamSupport.stream(get("required").spliterator(), false)
                .anyMatch(name -> name.asText().equals(property));
    }
}
