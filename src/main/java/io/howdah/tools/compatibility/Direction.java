package io.howdah.tools.compatibility;

import io.howdah.graphql.schema.SchemaChange.Effect;

/** Which way a value goes, and so who must cope with a change of what it may be. */
enum Direction {
    /** The server sends it: clients must cope with whatever is sent now. */
    SENT(Effect.SAFE, Effect.DANGEROUS, Effect.DANGEROUS),
    /** The server takes it: the server must cope with whatever clients send still. */
    TAKEN(Effect.BREAKING, Effect.SAFE, Effect.BREAKING);

    private final Effect narrower;
    private final Effect wider;
    private final Effect other;

    Direction(Effect narrower, Effect wider, Effect other) {
        this.narrower = narrower;
        this.wider = wider;
        this.other = other;
    }

    /** Return what it means that fewer values are possible. */
    Effect narrower() {
        return narrower;
    }

    /** Return what it means that more values are possible. */
    Effect wider() {
        return wider;
    }

    /** Return what it means that other values are possible. */
    Effect other() {
        return other;
    }

    /** Return whether those who must cope with the one type cope with the other. */
    boolean fits(ValueType before, ValueType after) {
        return this == SENT ? after.fitsInto(before) : before.fitsInto(after);
    }
}
