package io.howdah.security;

import java.time.Instant;
import java.util.Optional;

/**
 * Who is at the other end of a connection that lasts.
 *
 * @param principal who it is
 * @param expires until when that holds, if it ends before the connection does
 */
public record Session(Principal principal, Optional<Instant> expires) {

    /** Return one that holds as long as its connection. */
    public static Session of(Principal principal) {
        return new Session(principal, Optional.empty());
    }
}
