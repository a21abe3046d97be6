package io.howdah.admin.deadletters;

import java.util.Locale;

/** Status of a dead letter. */
enum LetterStatus {
    /** The record is not stored: nothing was done, or it failed again since. */
    OPEN,
    /** The record went through its route again without a failure. */
    REPLAYED,
    /** An operator decided that the record need not be ingested. */
    DISCARDED;

    /** Returns the status as it is written in requests, responses and the database. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
