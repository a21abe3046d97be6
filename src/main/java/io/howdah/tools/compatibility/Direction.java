package io.howdah.tools.compatibility;

import io.howdah.graphql.schema.SchemaChange.Effect;

/** Direction of a value. It decides whether clients or the server must handle a change of the value's type. */
enum Direction {
    /** The server sends the value: clients must handle everything that the server sends now. */
    SENT(Effect.SAFE, Effect.DANGEROUS, Effect.DANGEROUS),
    /** The server receives the value: the server must handle everything that existing clients send. */
    TAKEN(Effect.BREAKING, Effect.SAFE, Effect.BREAKING);

    private final Effect narrower;
    private final Effect wider;
    private final Effect other;

    Direction(Effect narrower, Effect wider, Effect other) {
        this.narrower = narrower;
        this.wider = wider;
        this.other = other;
    }

    /** Returns the effect if fewer values are possible. */
    Effect narrower() {
        return narrower;
    }

    /** Returns the effect if more values are possible. */
    Effect wider() {
        return wider;
    }

    /** Returns the effect if other values are possible. */
    Effect other() {
        return other;
    }

    /** Returns whether a receiver of the former type can handle the new one. */
    boolean fits(ValueType before, ValueType after) {
        return this == SENT ? after.fitsInto(before) : before.fitsInto(after);
    }
}
