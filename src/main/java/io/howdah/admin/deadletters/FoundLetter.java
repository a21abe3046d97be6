package io.howdah.admin.deadletters;

import io.howdah.ingest.IngestRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Result of a search for dead letters.
 *
 * @param letter the letter
 * @param route the ingest route that can replay it, if it still exists
 * @param disposition last action of an operator on the letter
 * @param status status of the letter
 */
record FoundLetter(Letter letter, Optional<IngestRoute> route, Optional<Disposition> disposition, LetterStatus status) {

    private static final int MAX_LETTERS = 500;
    private static final long MAX_BYTES = 8L * 1024 * 1024;

    /** Splits a list in its order into parts of at most {@value #MAX_LETTERS} letters and {@value #MAX_BYTES} bytes. */
    static List<List<FoundLetter>> inParts(List<FoundLetter> letters) {
        return inParts(letters, (one, other) -> true);
    }

    /** Splits a list like {@link #inParts(List)}, and starts a new part at each change of the route. */
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
            boolean full = i - from >= MAX_LETTERS || bytes + next.bytes() > MAX_BYTES || !together.test(first, next);
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
