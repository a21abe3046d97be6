package io.howdah.model;

import java.util.Collection;
import java.util.Set;
import org.bson.Document;

/** What a filter says of a document of which some fields are unknown. */
public enum Match {
    /** It matches, whatever the unknown fields were. */
    YES,
    /** It doesn't match, whatever the unknown fields were. */
    NO,
    /** It may match: that depends on unknown fields. */
    UNKNOWN;

    /** Returns what a certain answer is. */
    public static Match of(boolean matches) {
        return matches ? YES : NO;
    }

    /** Returns whether all filters match, {@link #YES} if there are none. */
    public static Match all(Collection<DocumentFilter> filters, Document stored, Set<String> unknown) {
        Match all = YES;
        // A loop, since this is asked for each subscriber of each change.
        for (DocumentFilter filter : filters) {
            Match match = filter.match(stored, unknown);
            if (match == NO) {
                return NO;
            }
            all = match == UNKNOWN ? UNKNOWN : all;
        }
        return all;
    }

    /** Returns what the opposite filter says. */
    public Match negated() {
        return switch (this) {
            case YES -> NO;
            case NO -> YES;
            case UNKNOWN -> UNKNOWN;
        };
    }
}
