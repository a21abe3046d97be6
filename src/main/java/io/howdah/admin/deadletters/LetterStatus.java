package io.howdah.admin.deadletters;

import java.util.Locale;

/** What became of a dead letter. */
enum LetterStatus {
    /** Nothing yet, or it failed again since. */
    OPEN,
    /** It went through its route again. */
    REPLAYED,
    /** Somebody decided that it need not be ingested. */
    DISCARDED;

    /** The word for it, in requests, answers and the database. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
