package io.howdah.tools.scaffold;

import java.util.List;
import java.util.Set;

/** What a value of an event is, as far as a sample tells. */
sealed interface InferredType {

    /** Returns whether it is a text or a whole number, by which something can be identified. */
    default boolean canBeId() {
        return this instanceof Scalar scalar
                && Set.of("ID", "String", "Int", "Long").contains(scalar.type());
    }

    /** Returns what it is, for a message. */
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

    /** A list of values of one shape. */
    record ListOf(InferredType element) implements InferredType {}

    /** An object; its keys are known. */
    record Fields(List<Member> members) implements InferredType {}

    /**
     * One value of an object.
     *
     * @param name the field's name in the SDL, of which an object has each once
     * @param key the key in the event
     */
    record Member(String name, String key, InferredType shape) {}
}
