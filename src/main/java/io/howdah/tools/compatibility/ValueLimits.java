package io.howdah.tools.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.graphql.schema.SchemaChange.Effect;
import java.util.List;

/** Compares the limits of a type's values, such as {@code maximum} and {@code pattern}. */
final class ValueLimits {

    private static final List<String> UPPER =
            List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");
    private static final List<String> LOWER =
            List.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");
    private static final List<String> OTHERS = List.of("pattern", "multipleOf", "uniqueItems");

    private final Changes changes;
    private final Direction direction;

    ValueLimits(Changes changes, Direction direction) {
        this.changes = changes;
        this.direction = direction;
    }

    void compare(String what, ResolvedSchema former, ResolvedSchema present) {
        UPPER.forEach(keyword -> compare(what, keyword, former.get(keyword), present.get(keyword), -1));
        LOWER.forEach(keyword -> compare(what, keyword, former.get(keyword), present.get(keyword), 1));
        OTHERS.forEach(keyword -> compare(what, keyword, former.get(keyword), present.get(keyword), 0));
        otherProperties(what, former, present);
        String before = text(former.get("default"));
        String after = text(present.get("default"));
        if (direction == Direction.TAKEN && !before.equals(after)) {
            changes.dangerous(what + " has the default " + after + ", had " + before);
        }
    }

    /** Compares one limit. {@code narrower} is the sign of a change that allows fewer values, or 0 if that is unknown. */
    private void compare(String what, String keyword, JsonNode before, JsonNode after, int narrower) {
        if (before.equals(after)) {
            return;
        }
        changes.add(
                effect(before, after, narrower),
                what + " has the " + keyword + " " + text(after) + ", had " + text(before));
    }

    private Effect effect(JsonNode before, JsonNode after, int narrower) {
        if (before.isMissingNode()) {
            return direction.narrower();
        }
        if (after.isMissingNode()) {
            return direction.wider();
        }
        if (narrower == 0) {
            return direction.other();
        }
        boolean isNarrower = after.decimalValue().compareTo(before.decimalValue()) * narrower > 0;
        return isNarrower ? direction.narrower() : direction.wider();
    }

    private void otherProperties(String what, ResolvedSchema former, ResolvedSchema present) {
        boolean before = isClosed(former);
        boolean after = isClosed(present);
        if (before != after) {
            changes.add(
                    after ? direction.narrower() : direction.wider(),
                    what + (after ? " no longer allows other properties" : " now allows other properties"));
        }
    }

    private static boolean isClosed(ResolvedSchema shape) {
        JsonNode others = shape.get("additionalProperties");
        return others.isBoolean() && !others.asBoolean();
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() ? "none" : value.asText();
    }
}
