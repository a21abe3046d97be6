package io.howdah.push.channel;

import java.util.Locale;

/** What a change means to one subscriber; the last word of an event's {@code type}. */
enum ChangeType {
    /** The document exists, and the subscriber did not see it before. */
    CREATED,
    UPDATED,
    DELETED,
    /** The document exists, but the subscriber may no longer see it or its filter no longer matches. */
    LEFT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the event shows the document. */
    boolean hasData() {
        return this == CREATED || this == UPDATED;
    }

    /**
     * Returns the type of a conflated event: this change merged into an earlier one that the subscriber has not
     * received.
     */
    ChangeType after(ChangeType earlier) {
        return earlier == CREATED && this == UPDATED ? CREATED : this;
    }
}
