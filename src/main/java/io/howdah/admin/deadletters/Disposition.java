package io.howdah.admin.deadletters;

import java.time.Instant;

/**
 * Last action of an operator on a dead letter.
 *
 * @param status {@code REPLAYED} or {@code DISCARDED}
 * @param attempts number of failures of the record before the action
 * @param time the record's own timestamp
 * @param at time of the action
 * @param by name of the operator, as the client sent it; not verified
 * @param outcome result of the action, in words
 */
record Disposition(LetterStatus status, int attempts, Instant time, Instant at, String by, String outcome) {

    /** Returns the current status of the letter: open if another record has its position, or if the record failed again. */
    LetterStatus statusOf(Letter letter) {
        boolean failedAgain = letter.attempts() > attempts
                // A discarded letter stays discarded if the record fails in a rebuild.
                || (status == LetterStatus.REPLAYED && letter.last().isAfter(at));
        return failedAgain || !letter.time().equals(time) ? LetterStatus.OPEN : status;
    }
}
