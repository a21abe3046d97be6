package io.howdah.query;

import io.howdah.model.EnumType;
import io.howdah.model.FieldType;
import io.howdah.model.ListType;
import io.howdah.model.ScalarType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Operator of a condition on a field. */
public enum Operator {
    /** Equals the operand. */
    EQ("Equals this value.", " null matches documents without a value."),
    /** Doesn't equal the operand. */
    NE("Doesn't equal this value.", " null matches documents with a value."),
    /** Equals one of the operands. */
    IN("Equals one of these values."),
    /** Is greater than the operand. */
    GT("Is greater than this value."),
    /** Is greater than or equal to the operand. */
    GTE("Is greater than or equal to this value."),
    /** Is less than the operand. */
    LT("Is less than this value."),
    /** Is less than or equal to the operand. */
    LTE("Is less than or equal to this value."),
    /** Contains the operand: a text in a text, or a value in a list. */
    CONTAINS("Contains this text. Case-sensitive."),
    /** Contains one of the operands; for lists. */
    CONTAINS_ANY("Contains one of these values."),
    /** Has a value, or has none. */
    EXISTS("true: has a value; false: has none.");

    private static final List<Operator> OF_LIST = List.of(CONTAINS, CONTAINS_ANY, EXISTS);
    private static final List<Operator> OF_IDENTIFIER = List.of(EQ, NE, IN, EXISTS);
    private static final List<Operator> OF_BOOLEAN = List.of(EQ, NE, EXISTS);
    private static final List<Operator> OF_TEXT = List.of(EQ, NE, IN, GT, GTE, LT, LTE, CONTAINS, EXISTS);
    private static final List<Operator> OF_ORDERED = List.of(EQ, NE, IN, GT, GTE, LT, LTE, EXISTS);

    private final String meaning;
    private final String nullMeaning;

    Operator(String meaning) {
        this(meaning, "");
    }

    Operator(String meaning, String nullMeaning) {
        this.meaning = meaning;
        this.nullMeaning = nullMeaning;
    }

    /** Returns the operator's description for a field of this type, including what null means. */
    public String meaning(FieldType type) {
        return valueMeaning(type) + nullMeaning;
    }

    /** Returns the operator's description for a field of this type, for APIs that can't express null. */
    public String valueMeaning(FieldType type) {
        return this == CONTAINS && type instanceof ListType ? "Contains this value." : meaning;
    }

    /** Returns the operators that a filter may use on a field of this type. */
    public static List<Operator> of(FieldType type) {
        if (type instanceof ListType) {
            return OF_LIST;
        }
        if (type instanceof EnumType || type == ScalarType.ID) {
            return OF_IDENTIFIER;
        }
        if (type == ScalarType.BOOLEAN) {
            return OF_BOOLEAN;
        }
        return type == ScalarType.STRING ? OF_TEXT : OF_ORDERED;
    }

    /** Returns the operator with a name in filters, or empty if there is none. */
    public static Optional<Operator> byText(String name) {
        return Stream.of(values())
                .filter(operator -> operator.sdlName().equals(name))
                .findFirst();
    }

    /** Returns the operator's name in filters, such as {@code containsAny}. */
    public String sdlName() {
        return this == CONTAINS_ANY ? "containsAny" : name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the operand is a list. */
    public boolean takesList() {
        return this == IN || this == CONTAINS_ANY;
    }
}
