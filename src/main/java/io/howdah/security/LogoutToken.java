package io.howdah.security;

import java.time.Instant;
import java.util.Optional;

/**
 * Content of a provider's logout token (OpenID Connect Back-Channel Logout 1.0). At least one of subject and session is
 * present.
 *
 * @param issuer the provider
 * @param subject the claim {@code sub} of tokens of the account
 * @param session the claim {@code sid} of tokens of the session
 * @param issued the issue time, by the provider's clock
 * @param id the unique id of the token at the provider (its claim {@code jti})
 */
public record LogoutToken(
        String issuer, Optional<String> subject, Optional<String> session, Instant issued, String id) {}
