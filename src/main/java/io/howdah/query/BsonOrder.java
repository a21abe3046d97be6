package io.howdah.query;

import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/** MongoDB's order of BSON types, by their names in {@code $type}. Null comes before all of them. */
final class BsonOrder {

    private static final List<String> TYPES =
            List.of("number", "string", "object", "array", "binData", "objectId", "bool", "date");

    private BsonOrder() {}

    /** Returns the types that come after a value's type. */
    static List<String> typesAbove(Object value) {
        int index = TYPES.indexOf(type(value));
        return index < 0 ? List.of() : TYPES.subList(index + 1, TYPES.size());
    }

    /** Returns the types that come before a value's type. */
    static List<String> typesBelow(Object value) {
        int index = TYPES.indexOf(type(value));
        return index < 0 ? List.of() : TYPES.subList(0, index);
    }

    private static String type(Object value) {
        if (value instanceof Number) {
            return "number";
        }
        if (value instanceof String) {
            return "string";
        }
        if (value instanceof Map) {
            return "object";
        }
        if (value instanceof Binary) {
            return "binData";
        }
        if (value instanceof ObjectId) {
            return "objectId";
        }
        if (value instanceof Boolean) {
            return "bool";
        }
        return value instanceof Date ? "date" : "";
    }
}
