package io.howdah.security;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * An authenticated principal and the validity of its authentication.
 *
 * @param principal the principal
 * @param issued the start of validity, the minimum time if unknown
 * @param expires the end of validity, if any
 * @param tokenId the token's id (its claim {@code jti}), empty if absent
 * @param opaque the token, if only its provider can read it and may revoke it before it expires
 */
public record Session(
        Principal principal, Instant issued, Optional<Instant> expires, String tokenId, Optional<OpaqueToken> opaque) {

    /** Creates a session without introspections of its token. */
    public Session(Principal principal, Instant issued, Optional<Instant> expires, String tokenId) {
        this(principal, issued, expires, tokenId, Optional.empty());
    }

    /** Returns a session that is valid as long as its connection. */
    public static Session of(Principal principal) {
        return new Session(principal, Instant.EPOCH, Optional.empty(), "");
    }

    /** Returns the session with an id, derived from this token if it has none. */
    Session withId(String token) {
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

    /** Returns the value of a claim, if present. */
    Optional<String> claim(String name) {
        return principal.claim(name).stream().findFirst();
    }

    /** Returns the unique id of a session or account of this session's provider. */
    String atProvider(String id) {
        return Revocations.ofProvider(claim("iss").orElse(""), id);
    }

    /** Returns whether the issue time is known. */
    boolean hasIssueTime() {
        return !issued.equals(Instant.EPOCH);
    }

    /** Returns the session, with this issue time if it is unknown. */
    public Session issuedAt(Instant now) {
        return hasIssueTime() ? this : new Session(principal, now, expires, tokenId, opaque);
    }

    /** Returns the session with its opaque token. */
    public Session with(OpaqueToken token) {
        return new Session(principal, issued, expires, tokenId, Optional.of(token));
    }
}
