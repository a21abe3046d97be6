package io.howdah.security;

import java.time.Instant;
import java.util.Optional;

/**
 * Who is at the other end of a connection or sends a request, and how long that holds.
 *
 * @param principal who it is
 * @param issued since when that is vouched for, the beginning of time where nobody says it
 * @param expires until when that holds, if it ends at all
 * @param tokenId the id of the token that says so (its claim {@code jti}), empty where it has none
 */
public record Session(Principal principal, Instant issued, Optional<Instant> expires, String tokenId) {

    /** Return one that holds as long as its connection. */
    public static Session of(Principal principal) {
        return new Session(principal, Instant.EPOCH, Optional.empty(), "");
    }
}
