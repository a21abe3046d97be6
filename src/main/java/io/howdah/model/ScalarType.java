package io.howdah.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The scalars that a read model's fields may have. */
@SuppressWarnings("ImmutableEnumChecker") // the conversions are method references, which hold no state
public enum ScalarType implements FieldType {
    /** Stored as a string; a whole number becomes its digits. */
    ID("ID", Texts::id, UnaryOperator.identity()),
    /** Stored as a string. */
    STRING("String", Texts::string, UnaryOperator.identity()),
    /** Stored as a 32-bit integer. */
    INT("Int", Numbers::int32, UnaryOperator.identity()),
    /** Stored as a double. */
    FLOAT("Float", Numbers::float64, UnaryOperator.identity()),
    /** Stored as a boolean. */
    BOOLEAN("Boolean", Texts::bool, UnaryOperator.identity()),
    /** Stored as a 64-bit integer, shown as a number. */
    LONG("Long", Numbers::int64, UnaryOperator.identity()),
    /** Stored as a Decimal128, shown as a string. */
    DECIMAL("Decimal", Numbers::decimal, Numbers::decimalText),
    /** Stored as a BSON date, shown in RFC 3339, UTC, with milliseconds. */
    DATE_TIME("DateTime", Times::dateTime, Times::dateTimeText),
    /** Stored as a BSON date at midnight UTC, shown as {@code 2026-01-01}. */
    DATE("Date", Times::date, Times::dateText),
    /** Stored and shown as it is. */
    JSON("JSON", JsonValues::toStored, JsonValues::toData);

    private final String sdlName;
    private final UnaryOperator<Object> stored;
    private final UnaryOperator<Object> shown;

    ScalarType(String sdlName, UnaryOperator<Object> stored, UnaryOperator<Object> shown) {
        this.sdlName = sdlName;
        this.stored = stored;
        this.shown = shown;
    }

    /** Return the scalar of that name in the SDL. */
    public static Optional<ScalarType> named(String sdlName) {
        return Arrays.stream(values())
                .filter(type -> type.sdlName.equals(sdlName))
                .findFirst();
    }

    @Override
    public String sdlName() {
        return sdlName;
    }

    @Override
    public Object toStored(Object value) {
        return stored.apply(value);
    }

    /** What is stored may be older than the SDL, so it is first read as this type: an Int that became a Long is shown, not refused. */
    @Override
    public Object toData(Object value) {
        return shown.apply(stored.apply(value));
    }
}
