package io.howdah.query;

import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/** The order that MongoDB has of types of values, by the names that {@code $type} has for them; null stands before all. */
final class BsonOrder {

    private static final List<String> TYPES =
            List.of("number", "string", "object", "array", "binData", "objectId", "bool", "date");

    private BsonOrder() {}

    /** Returns the types whose values are all greater. */
    static List<String> above(Object value) {
        int own = TYPES.indexOf(type(value));
        return own < 0 ? List.of() : TYPES.subList(own + 1, TYPES.size());
    }

    /** Returns the types whose values are all less. */
    static List<String> below(Object value) {
        int own = TYPES.indexOf(type(value));
        return own < 0 ? List.of() : TYPES.subList(0, own);
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
