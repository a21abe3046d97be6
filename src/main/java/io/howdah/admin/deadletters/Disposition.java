package io.howdah.admin.deadletters;

import java.time.Instant;

/**
 * What an operator did with a dead letter.
 *
 * @param status {@code REPLAYED} or {@code DISCARDED}
 * @param attempts how often the record had failed by then
 * @param time the record's own timestamp
 * @param at when it was done
 * @param by who says to have done it
 * @param outcome what came of it, in words
 */
record Disposition(LetterStatus status, int attempts, Instant time, Instant at, String by, String outcome) {

    /** The status of a letter that this was done with: open if it is another record's, or if that failed again. */
    LetterStatus statusOf(Letter letter) {
        boolean failedAgain = letter.attempts() > attempts
                // Discarded stays discarded when a rebuild meets the record again.
                || (status == LetterStatus.REPLAYED && letter.last().isAfter(at));
        return failedAgain || !letter.time().equals(time) ? LetterStatus.OPEN : status;
    }
}
