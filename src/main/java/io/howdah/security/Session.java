package io.howdah.security;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Who is at the other end of a connection or sends a request, and how long that holds.
 *
 * @param principal who it is
 * @param issued since when that is vouched for, the beginning of time where nobody says it
 * @param expires until when that holds, if it ends at all
 * @param tokenId the id of the token that says so (its claim {@code jti}), empty where it has none
 * @param opaque the token, if only its provider can read it and may revoke it before it expires
 */
public record Session(
        Principal principal, Instant issued, Optional<Instant> expires, String tokenId, Optional<OpaqueToken> opaque) {

    /** Creates a session whose token is not introspected again. */
    public Session(Principal principal, Instant issued, Optional<Instant> expires, String tokenId) {
        this(principal, issued, expires, tokenId, Optional.empty());
    }

    /** Return one that holds as long as its connection. */
    public static Session of(Principal principal) {
        return new Session(principal, Instant.EPOCH, Optional.empty(), "");
    }

    /** Returns the same session with an id: one made of this token, if the token has none itself. */
    Session named(String token) {
        return tokenId.isEmpty()
                ? new Session(
                        principal,
                        issued,
                        expires,
                        "sha256:"
                                + Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(Tickets.digest(token).getData()),
                        opaque)
                : this;
    }

    /** Returns what its token says in a claim, if it is there. */
    Optional<String> claim(String name) {
        return principal.claim(name).stream().findFirst();
    }

    /** Returns what names a session or an account of the provider that vouches for this one. */
    String atProvider(String id) {
        return Revocations.ofProvider(claim("iss").orElse(""), id);
    }

    /** Returns whether it is known since when it holds. */
    boolean hasIssueTime() {
        return !issued.equals(Instant.EPOCH);
    }

    /** Returns the same session, which holds since this moment if it is not known since when. */
    public Session seen(Instant now) {
        return hasIssueTime() ? this : new Session(principal, now, expires, tokenId, opaque);
    }

    /** Returns the same session with the token that vouches for it. */
    public Session by(OpaqueToken token) {
        return new Session(principal, issued, expires, tokenId, Optional.of(token));
    }
}
