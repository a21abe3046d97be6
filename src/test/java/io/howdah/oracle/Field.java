package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;

/**
 * A field of a model.
 *
 * @param isList whether it holds several values
 * @param isFilterable whether subscribers may filter by it
 * @param isSecret whether only those with the role {@code support} may read it
 */
record Field(String name, Kind kind, boolean isList, boolean isFilterable, boolean isSecret) {

    /** Returns a value, or null. */
    JsonNode any(Dice dice) {
        if (dice.oneIn(6)) {
            return NullNode.getInstance();
        }
        return isList ? list(dice) : kind.any(dice);
    }

    private ArrayNode list(Dice dice) {
        ArrayNode values = Kind.mapper().createArrayNode();
        for (int i = dice.below(3); i >= 0; i--) {
            values.add(kind.any(dice));
        }
        return values;
    }

    String sdl(boolean filterable) {
        return "  %s: %s%s%s\n"
                .formatted(
                        name,
                        isList ? "[" + kind.sdl() + "!]" : kind.sdl(),
                        filterable ? " @filterable" : "",
                        isSecret ? " @readers(roles: [\"support\"])" : "");
    }

    boolean isSame(JsonNode one, JsonNode other) {
        if (!one.isArray() || !other.isArray()) {
            return !one.isArray() && !other.isArray() && kind.isSame(one, other);
        }
        boolean same = one.size() == other.size();
        for (int i = 0; same && i < one.size(); i++) {
            same = kind.isSame(one.get(i), other.get(i));
        }
        return same;
    }

    @Override
    public String toString() {
        return name + ": " + (isList ? "[" + kind.sdl() + "]" : kind.sdl()) + (isFilterable ? " filterable" : "")
                + (isSecret ? " secret" : "");
    }
}
