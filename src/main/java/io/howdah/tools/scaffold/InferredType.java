package io.howdah.tools.scaffold;

import java.util.List;
import java.util.Set;

/** Type of a value, inferred from a sample event. */
sealed interface InferredType {

    /** Returns whether the type can be a key: a string or an integer. */
    default boolean canBeId() {
        return this instanceof Scalar scalar
                && Set.of("ID", "String", "Int", "Long").contains(scalar.type());
    }

    /** Returns a description for messages. */
    default String described() {
        if (this instanceof Scalar scalar) {
            return scalar.type();
        }
        return this instanceof ListOf ? "a list" : "an object";
    }

    /** A scalar of the SDL. */
    record Scalar(String type) implements InferredType {

        static final Scalar ID = new Scalar("ID");
        static final Scalar LONG = new Scalar("Long");
        static final Scalar JSON = new Scalar("JSON");
    }

    /** A list of values of one type. */
    record ListOf(InferredType element) implements InferredType {}

    /** An object with known keys. */
    record Fields(List<Member> members) implements InferredType {}

    /**
     * A member of an object.
     *
     * @param name the field's name in the SDL, unique in the object
     * @param key the key in the event
     */
    record Member(String name, String key, InferredType shape) {}
}
