package io.howdah.tools.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.graphql.schema.SchemaChange.Effect;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Compares the JSON schemas of two descriptions. A change inside a component is reported once, by the component's name. */
final class Schemas {

    /** Schemas that are deeper form a cycle through a component that only one of the descriptions has. */
    private static final int MAX_DEPTH = 100;

    private final JsonNode before;
    private final JsonNode after;
    private final Changes changes;
    private final Set<String> compared = new HashSet<>();
    private int depth;

    /**
     * Compares schemas of these descriptions.
     *
     * @param changes receives the changes
     */
    Schemas(JsonNode before, JsonNode after, Changes changes) {
        this.before = before;
        this.after = after;
        this.changes = changes;
    }

    /**
     * Compares two schemas of the same thing.
     *
     * @param what the thing, such as {@code property Ride.fare}
     * @param path prefix of the names inside it, such as {@code Ride.fare}, if it is not a component
     */
    void compare(String what, String path, JsonNode formerSchema, JsonNode presentSchema, Direction direction) {
        ResolvedSchema former = ResolvedSchema.of(before, formerSchema);
        ResolvedSchema present = ResolvedSchema.of(after, presentSchema);
        if (former.alternatives().isEmpty() != present.alternatives().isEmpty()) {
            changes.breaking(what + " is " + text(present) + ", was " + text(former));
            return;
        }
        if (!former.type().equals(present.type())) {
            Effect effect = direction.fits(former.type(), present.type()) ? Effect.SAFE : Effect.BREAKING;
            changes.add(effect, what + " is " + present.type() + ", was " + former.type());
        }
        deprecation(what, former, present);
        if (former.type().isDisjointFrom(present.type())) {
            return;
        }
        boolean isComponent =
                former.component().isPresent() && present.component().isPresent();
        String name = isComponent ? former.component().get() : path;
        boolean isNew =
                !isComponent || compared.add(name + " " + present.component().get() + " " + direction);
        if (isNew && depth < MAX_DEPTH) {
            depth++;
            inside(isComponent ? "type " + name : what, name, former, present, direction);
            depth--;
        }
    }

    private static String text(ResolvedSchema shape) {
        return shape.alternatives().isEmpty()
                ? shape.type().toString()
                : "one of " + String.join(", ", shape.alternatives().keySet());
    }

    private void deprecation(String what, ResolvedSchema former, ResolvedSchema present) {
        if (present.get("deprecated").asBoolean() && !former.get("deprecated").asBoolean()) {
            changes.safe(what + " is deprecated");
        }
    }

    private void inside(String what, String name, ResolvedSchema former, ResolvedSchema present, Direction direction) {
        alternatives(name, former, present, direction);
        values(what, name, former, present, direction);
        new ValueLimits(changes, direction).compare(what, former, present);
        properties("property " + name + ".", name + ".", former, present, direction);
        if (former.get("items").isObject() && present.get("items").isObject()) {
            compare(what + "[]", name + "[]", former.get("items"), present.get("items"), direction);
        }
        JsonNode others = former.get("additionalProperties");
        if (others.isObject() && present.get("additionalProperties").isObject()) {
            compare(what + ".*", name + ".*", others, present.get("additionalProperties"), direction);
        }
    }

    private void alternatives(String name, ResolvedSchema former, ResolvedSchema present, Direction direction) {
        Changes.compare(
                object(former.alternatives()),
                object(present.alternatives()),
                (each, one, other) -> compare(name + " as " + each, name + "." + each, one, other, direction),
                gone -> changes.add(direction.narrower(), gone + " is no longer one of " + name),
                (added, schema) -> changes.add(direction.wider(), added + " is now one of " + name));
    }

    private static ObjectNode object(Map<String, JsonNode> members) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.setAll(members);
        return object;
    }

    private void values(String what, String name, ResolvedSchema former, ResolvedSchema present, Direction direction) {
        Set<String> one = values(former);
        Set<String> other = values(present);
        if (one.equals(other)) {
            return;
        }
        if (one.isEmpty()) {
            changes.add(direction.narrower(), what + " is limited to " + String.join(", ", other));
        } else if (other.isEmpty()) {
            changes.add(direction.wider(), what + " is no longer limited to " + String.join(", ", one));
        } else {
            one.stream()
                    .filter(value -> !other.contains(value))
                    .forEach(gone -> changes.add(direction.narrower(), "enum value " + name + "." + gone + " is gone"));
            other.stream()
                    .filter(value -> !one.contains(value))
                    .forEach(added -> changes.add(direction.wider(), "enum value " + name + "." + added + " is new"));
        }
    }

    /** Returns the values of an enum or constant without null, which the type contains. */
    private static Set<String> values(ResolvedSchema shape) {
        JsonNode only = shape.get("const");
        if (!only.isMissingNode()) {
            return Set.of(only.asText());
        }
        return StreamSupport.stream(shape.get("enum").spliterator(), false)
                .filter(value -> !value.isNull())
                .map(JsonNode::asText)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Compares the properties of two objects.
     *
     * @param what prefix of a property's name in messages
     * @param path prefix of the names inside a property
     */
    void properties(String what, String path, ResolvedSchema former, ResolvedSchema present, Direction direction) {
        Changes.compare(
                former.get("properties"),
                present.get("properties"),
                (name, one, other) -> {
                    required(what + name, former.requires(name), present.requires(name), direction);
                    compare(what + name, path + name, one, other, direction);
                },
                gone -> changes.breaking(what + gone + " is gone"),
                (added, schema) -> {
                    if (direction == Direction.TAKEN && present.requires(added)) {
                        changes.breaking(what + added + " is new, and required");
                    } else {
                        changes.safe(what + added + " is new");
                    }
                });
    }

    /** Adds a change if a value that was optional is now required, or the reverse. */
    void required(String what, boolean before, boolean after, Direction direction) {
        if (before == after) {
            return;
        }
        Effect effect = after == (direction == Direction.SENT) ? Effect.SAFE : Effect.BREAKING;
        changes.add(effect, what + (after ? " is required now" : " is no longer required"));
    }
}
