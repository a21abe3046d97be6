package io.howdah.security;

import java.time.Instant;
import java.util.Optional;

/**
 * What a provider says of sessions that have ended there (OpenID Connect Back-Channel Logout 1.0). One of subject and session is there.
 *
 * @param issuer the provider
 * @param subject the claim {@code sub} of tokens of the account
 * @param session the claim {@code sid} of tokens of the session
 * @param issued when, by the provider's clock
 * @param id tells it from all others of the provider (its claim {@code jti})
 */
public record LogoutToken(
        String issuer, Optional<String> subject, Optional<String> session, Instant issued, String id) {}
