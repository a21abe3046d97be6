package io.howdah.model;

import java.util.Collection;
import java.util.Set;
import org.bson.Document;

/** Result of a filter on a document in which some fields are unknown. */
public enum Match {
    /** Matches, whatever the unknown fields are. */
    YES,
    /** Does not match, whatever the unknown fields are. */
    NO,
    /** Depends on unknown fields. */
    UNKNOWN;

    /** Returns the result for a fully known document. */
    public static Match of(boolean matches) {
        return matches ? YES : NO;
    }

    /** Returns whether all filters match, {@link #YES} if there are none. */
    public static Match all(Collection<DocumentFilter> filters, Document stored, Set<String> unknown) {
        Match all = YES;
        // A loop instead of a stream: this runs for each subscriber of each change.
        for (DocumentFilter filter : filters) {
            Match match = filter.match(stored, unknown);
            if (match == NO) {
                return NO;
            }
            all = match == UNKNOWN ? UNKNOWN : all;
        }
        return all;
    }

    /** Returns the result of the negated filter. */
    public Match negated() {
        return switch (this) {
            case YES -> NO;
            case NO -> YES;
            case UNKNOWN -> UNKNOWN;
        };
    }
}
