package io.howdah.push.channel;

import io.howdah.model.AccessRule;
import io.howdah.security.Principal;
import java.util.Set;

/**
 * Those who own a document, or somebody as an owner, by the hashes of their marks: little enough to be kept with each event of a ring, and
 * compared in nanoseconds. Where two have a mark in common they may meet; the access rule decides then.
 */
final class OwnerHashes {

    /** Somebody who need not own a document to see it. */
    private static final OwnerHashes ANY = new OwnerHashes(new int[0]);

    private final int[] hashes;

    private OwnerHashes(int[] hashes) {
        this.hashes = hashes;
    }

    /** Those who have these marks. */
    static OwnerHashes of(Set<String> marks) {
        return new OwnerHashes(marks.stream().mapToInt(String::hashCode).toArray());
    }

    /** Somebody, as a model's rule sees them. */
    static OwnerHashes of(AccessRule access, Principal principal) {
        return access.seesAllOwners(principal) ? ANY : of(access.ownerMarks(principal));
    }

    /** Whether a document of these may concern somebody; false is certain. */
    boolean mayConcern(OwnerHashes subscriber) {
        if (subscriber == ANY) {
            return true;
        }
        for (int own : hashes) {
            for (int other : subscriber.hashes) {
                if (own == other) {
                    return true;
                }
            }
        }
        return false;
    }
}
