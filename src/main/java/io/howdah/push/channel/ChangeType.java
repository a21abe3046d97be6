package io.howdah.push.channel;

import java.util.Locale;

/** What a change means to one subscriber, as the last word of a notification's {@code type}. */
enum ChangeType {
    /** The document is there now, and was not visible to the subscriber before. */
    CREATED,
    UPDATED,
    DELETED,
    /** It is there, but no longer in what the subscriber may see or asked for. */
    LEFT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the document is shown with it. */
    boolean hasData() {
        return this == CREATED || this == UPDATED;
    }

    /** What a subscriber is told who has not been told the earlier one yet. */
    ChangeType after(ChangeType earlier) {
        return earlier == CREATED && this == UPDATED ? CREATED : this;
    }
}
