package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Stream;

/** The types of fields, with a few values each as JSON shows them, so that documents and filters meet. */
enum Kind {
    ID("ID", "r1", "r2", "x:%y"),
    STRING("String", "near", "far away", "\u00e9&=+", "10"),
    INT("Int", 0, 1, -7, 2_000_000_000),
    LONG("Long", 0L, 5L, 9_000_000_000L),
    FLOAT("Float", 0.5, 1.25, -2.75),
    BOOLEAN("Boolean", true, false),
    DECIMAL("Decimal", "1.50", "12.5", "-0.01", "9007199254740993.1"),
    DATE_TIME("DateTime", "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.001Z", "1969-12-31T23:59:59.999Z"),
    DATE("Date", "2026-01-01", "2026-02-28", "1970-01-01"),
    COLOUR("Colour", "RED", "GREEN", "BLUE");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String sdl;
    private final List<JsonNode> values;

    Kind(String sdl, Object... values) {
        this.sdl = sdl;
        this.values = Stream.of(values).<JsonNode>map(json()::valueToTree).toList();
    }

    private static ObjectMapper json() {
        return new ObjectMapper();
    }

    /** Returns the name of the type in the SDL. */
    String sdl() {
        return sdl;
    }

    JsonNode any(Dice dice) {
        return dice.of(values);
    }

    boolean isOrdered() {
        return this != ID && this != BOOLEAN && this != COLOUR;
    }

    /** Compares two values, as the documentation of filters specifies. */
    int compare(JsonNode one, JsonNode other) {
        return switch (this) {
            case INT, LONG, FLOAT -> one.decimalValue().compareTo(other.decimalValue());
            case DECIMAL -> new java.math.BigDecimal(one.asText()).compareTo(new java.math.BigDecimal(other.asText()));
            default -> one.asText().compareTo(other.asText());
        };
    }

    boolean isSame(JsonNode one, JsonNode other) {
        return one.isNull() || other.isNull() ? one.isNull() && other.isNull() : compare(one, other) == 0;
    }

    static ObjectMapper mapper() {
        return JSON;
    }
}
