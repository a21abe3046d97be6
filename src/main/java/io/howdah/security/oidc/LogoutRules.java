package io.howdah.security.oidc;

import io.howdah.config.AuthSettings;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.LogoutToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Validates the claims of a logout token from a trusted issuer (OpenID Connect Back-Channel Logout 1.0, 2.6). */
final class LogoutRules {

    static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    /** Maximum validity of a logout token, also without an expiry time, as older providers send it. */
    static final Duration MAX_AGE = Duration.ofMinutes(5);

    private static final int MAX_LENGTH = 1024;

    private final AuthSettings settings;
    private final InstantSource clock;

    LogoutRules(AuthSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns the content of a logout token of this issuer. */
    LogoutToken token(String issuer, Claims claims) throws AuthenticationException {
        if (claims.values("aud").stream().noneMatch(settings.logoutAudiences()::contains)) {
            throw new AuthenticationException(
                    Reason.AUDIENCE, "The logout token is for another client; see howdah.auth.logout-audience.");
        }
        Instant issued = claims.time("iat").orElseThrow(() -> malformed("has no issue time (iat)"));
        checkTime(claims, issued);
        if (!claims.json().path("events").path(EVENT).isObject()) {
            throw malformed("has no logout event (events)");
        }
        if (claims.json().has("nonce")) {
            throw malformed("has a nonce, like an ID token");
        }
        Optional<String> subject = text(claims, "sub");
        Optional<String> session = text(claims, "sid");
        if (subject.isEmpty() && session.isEmpty()) {
            throw malformed("names neither an account (sub) nor a session (sid)");
        }
        return new LogoutToken(
                issuer, subject, session, issued, text(claims, "jti").orElseThrow(() -> malformed("has no id (jti)")));
    }

    private void checkTime(Claims claims, Instant issued) throws AuthenticationException {
        Instant now = clock.instant();
        if (issued.isAfter(now.plus(settings.clockSkew()))) {
            throw new AuthenticationException(Reason.NOT_YET_VALID, "The logout token is not valid yet.");
        }
        Instant oldest = issued.plus(MAX_AGE);
        Instant expiry = claims.time("exp").filter(oldest::isAfter).orElse(oldest);
        if (!now.isBefore(expiry.plus(settings.clockSkew()))) {
            throw new AuthenticationException(Reason.EXPIRED, "The logout token has expired.");
        }
    }

    private static Optional<String> text(Claims claims, String name) throws AuthenticationException {
        if (!claims.json().has(name)) {
            return Optional.empty();
        }
        String text = claims.json().path(name).asText();
        if (!claims.json().path(name).isTextual() || text.isBlank() || text.length() > MAX_LENGTH) {
            throw malformed("must have a text of at most " + MAX_LENGTH + " characters as claim " + name);
        }
        return Optional.of(text);
    }

    private static AuthenticationException malformed(String what) {
        return new AuthenticationException(Reason.MALFORMED, "The logout token " + what + ".");
    }
}
