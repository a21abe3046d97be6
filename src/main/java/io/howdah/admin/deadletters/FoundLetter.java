package io.howdah.admin.deadletters;

import io.howdah.ingest.IngestRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * A dead letter that was looked for.
 *
 * @param letter the letter
 * @param route the ingest route that it can be replayed through, if there is one still
 * @param disposition what was done with it last
 * @param status what it counts as
 */
record FoundLetter(Letter letter, Optional<IngestRoute> route, Optional<Disposition> disposition, LetterStatus status) {

    private static final int MAX = 500;
    private static final long MAX_BYTES = 8L * 1024 * 1024;

    /** Splits a list into parts whose keys and values fit in memory, in its order. */
    static List<List<FoundLetter>> inParts(List<FoundLetter> letters) {
        return inParts(letters, (one, other) -> true);
    }

    /** The same, with each part of one route where the list is in that order. */
    static List<List<FoundLetter>> inPartsOfOneRoute(List<FoundLetter> letters) {
        return inParts(
                letters, (one, other) -> one.id().route().equals(other.id().route()));
    }

    private static List<List<FoundLetter>> inParts(List<FoundLetter> letters, BiPredicate<Letter, Letter> together) {
        List<List<FoundLetter>> parts = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < letters.size(); i++) {
            Letter next = letters.get(i).letter();
            Letter first = letters.get(from).letter();
            boolean full = i - from >= MAX || bytes + next.bytes() > MAX_BYTES || !together.test(first, next);
            if (i > from && full) {
                parts.add(letters.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += next.bytes();
        }
        if (from < letters.size()) {
            parts.add(letters.subList(from, letters.size()));
        }
        return parts;
    }
}
