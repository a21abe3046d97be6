package io.howdah.push.channel;

import io.howdah.model.AccessRule;
import io.howdah.security.Principal;
import java.util.Set;

/**
 * Hashes of owner marks, either of a document's owners or of one subscriber: small enough to keep with each buffered
 * event and cheap to compare. Hashes can collide, so a match only means that the access rule must decide.
 */
final class OwnerHashes {

    /** A subscriber who may see documents of all owners. */
    private static final OwnerHashes ANY = new OwnerHashes(new int[0]);

    private final int[] hashes;

    private OwnerHashes(int[] hashes) {
        this.hashes = hashes;
    }

    /** Returns the hashes of these marks. */
    static OwnerHashes of(Set<String> marks) {
        return new OwnerHashes(marks.stream().mapToInt(String::hashCode).toArray());
    }

    /** Returns the hashes of a principal, as a model's access rule sees it. */
    static OwnerHashes of(AccessRule access, Principal principal) {
        return access.seesAllOwners(principal) ? ANY : of(access.ownerMarks(principal));
    }

    /** Returns whether a document with these owners may concern a subscriber. False is certain. */
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
