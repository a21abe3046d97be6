package io.howdah.query;

import io.howdah.model.EnumType;
import io.howdah.model.FieldType;
import io.howdah.model.ListType;
import io.howdah.model.ScalarType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a condition on a field may say of it, by the names that {@link Where} reads. */
public enum Operator {
    /** It is this. */
    EQ("It is this; null: it is absent."),
    /** It is not this. */
    NE("It is not this; null: it is there."),
    /** It is one of these. */
    IN("It is one of these."),
    /** It is greater. */
    GT("It is greater."),
    /** It is greater or the same. */
    GTE("It is greater or the same."),
    /** It is less. */
    LT("It is less."),
    /** It is less or the same. */
    LTE("It is less or the same."),
    /** This is in it: a text in a text, a value in a list. */
    CONTAINS("This text is somewhere in it, as it is written."),
    /** One of these is in the list. */
    CONTAINS_ANY("It holds one of these."),
    /** Whether it is there. */
    EXISTS("Whether it is there.");

    private static final List<Operator> OF_LIST = List.of(CONTAINS, CONTAINS_ANY, EXISTS);
    private static final List<Operator> OF_NAME = List.of(EQ, NE, IN, EXISTS);
    private static final List<Operator> OF_BOOLEAN = List.of(EQ, NE, EXISTS);
    private static final List<Operator> OF_TEXT = List.of(EQ, NE, IN, GT, GTE, LT, LTE, CONTAINS, EXISTS);
    private static final List<Operator> OF_AMOUNT = List.of(EQ, NE, IN, GT, GTE, LT, LTE, EXISTS);

    private final String meaning;

    Operator(String meaning) {
        this.meaning = meaning;
    }

    /** Returns what it says of a field of this type, a sentence. */
    public String meaning(FieldType type) {
        return this == CONTAINS && type instanceof ListType ? "It holds this." : meaning;
    }

    /** Returns those that a field of this type may be filtered by. */
    public static List<Operator> of(FieldType type) {
        if (type instanceof ListType) {
            return OF_LIST;
        }
        if (type instanceof EnumType || type == ScalarType.ID) {
            return OF_NAME;
        }
        if (type == ScalarType.BOOLEAN) {
            return OF_BOOLEAN;
        }
        return type == ScalarType.STRING ? OF_TEXT : OF_AMOUNT;
    }

    /** Returns that of this name. */
    public static Optional<Operator> named(String name) {
        return Stream.of(values()).filter(each -> each.text().equals(name)).findFirst();
    }

    /** Returns its name in a filter, such as {@code containsAny}. */
    public String text() {
        return this == CONTAINS_ANY ? "containsAny" : name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether it takes a list of values. */
    public boolean takesList() {
        return this == IN || this == CONTAINS_ANY;
    }
}
