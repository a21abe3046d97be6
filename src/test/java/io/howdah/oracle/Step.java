package io.howdah.oracle;

import java.math.BigDecimal;
import java.util.Set;

/**
 * What a subscriber must be sent for one change.
 *
 * @param change the number of the change
 * @param operations any of them; empty for a resync
 * @param marks the states that it may show, empty where it shows none
 * @param partMark the state of the part that it shows, 0 for none
 * @param versions the orders of the versions that it may tell, empty for any
 * @param isOptional whether it may be left out
 */
record Step(
        int change,
        String key,
        Set<String> operations,
        Set<Long> marks,
        long partMark,
        Set<BigDecimal> versions,
        boolean isOptional) {

    static Step resync(int change) {
        return new Step(change, "", Set.of(), Set.of(), 0, Set.of(), false);
    }

    boolean isResync() {
        return operations.isEmpty();
    }

    /** Whether an event is this; {@code operations} are those that it may have. */
    boolean is(Event event, Set<String> operations) {
        return event.key().equals(key)
                && operations.contains(event.operation())
                && (versions.isEmpty() || event.version().isEmpty() || versions.contains(normal(event.version())))
                && (!event.isUpsert() || (marks.contains(event.mark()) && event.partMark() == partMark));
    }

    private static BigDecimal normal(String version) {
        return Model.order(version).stripTrailingZeros();
    }

    @Override
    public String toString() {
        return isResync()
                ? "RESYNC"
                : String.join(" or ", operations.stream().sorted().toList()) + " " + key
                        + (marks.isEmpty() ? "" : " mark " + marks)
                        + (partMark == 0 ? "" : "+" + partMark)
                        + (versions.isEmpty() ? "" : " v" + versions)
                        + (isOptional ? " (optional)" : "");
    }
}
