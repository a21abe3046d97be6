package io.howdah.push;

import java.util.Locale;

/** What happened to a document, as the last word of a notification's {@code type}. */
enum ChangeType {
    CREATED,
    UPDATED,
    DELETED,
    /** No document's: a client must take a new snapshot. */
    RESYNC;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
