package io.howdah.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Scalar types of read model fields. */
@SuppressWarnings("ImmutableEnumChecker") // the conversions are stateless method references
public enum ScalarType implements FieldType {
    /** Stored as a string; a whole number becomes its decimal text. */
    ID("ID", Texts::id, UnaryOperator.identity()),
    /** Stored as a string. */
    STRING("String", Texts::string, UnaryOperator.identity()),
    /** Stored as a 32-bit integer. */
    INT("Int", Numbers::int32, UnaryOperator.identity()),
    /** Stored as a double. */
    FLOAT("Float", Numbers::float64, UnaryOperator.identity()),
    /** Stored as a boolean. */
    BOOLEAN("Boolean", Texts::bool, UnaryOperator.identity()),
    /** Stored as a 64-bit integer, returned as a number. */
    LONG("Long", Numbers::int64, UnaryOperator.identity()),
    /** Stored as a Decimal128, returned as a string. */
    DECIMAL("Decimal", Numbers::decimal, Numbers::decimalText),
    /** Stored as a BSON date, returned in RFC 3339, UTC, with milliseconds. */
    DATE_TIME("DateTime", Times::dateTime, Times::dateTimeText),
    /** Stored as a BSON date at midnight UTC, returned as {@code 2026-01-01}. */
    DATE("Date", Times::date, Times::dateText),
    /** Stored and returned unchanged. */
    JSON("JSON", JsonValues::toStored, JsonValues::toData);

    private final String sdlName;
    private final UnaryOperator<Object> stored;
    private final UnaryOperator<Object> data;

    ScalarType(String sdlName, UnaryOperator<Object> stored, UnaryOperator<Object> data) {
        this.sdlName = sdlName;
        this.stored = stored;
        this.data = data;
    }

    /** Returns the scalar with this SDL name. */
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

    /**
     * Converts a stored value. It may be older than the SDL, so it is first converted to this type: an Int of a field
     * that is now a Long is accepted.
     */
    @Override
    public Object toData(Object value) {
        return data.apply(stored.apply(value));
    }
}
