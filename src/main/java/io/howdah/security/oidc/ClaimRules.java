package io.howdah.security.oidc;

import io.howdah.config.AuthSettings;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.CertificateBinding;
import io.howdah.security.Principal;
import io.howdah.security.Session;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Validates the claims of an access token from a trusted issuer, and creates its session. */
final class ClaimRules {

    private static final int MAX_SUBJECT_LENGTH = 1024;

    /** Types of tokens at Keycloak and Cognito that are not for APIs. */
    private static final Set<String> OTHER_KINDS = Set.of("id", "refresh", "offline", "logout");

    /** Claims of ID tokens only: hashes of the access token, code and state issued together with one. */
    private static final Set<String> ID_TOKEN_CLAIMS = Set.of("at_hash", "c_hash", "s_hash");

    private static final String CONFIRMATION = "cnf";

    private final AuthSettings settings;
    private final Set<String> issuers;
    private final InstantSource clock;

    ClaimRules(AuthSettings settings, InstantSource clock) {
        this.settings = settings;
        this.issuers = new LinkedHashSet<>(
                settings.issuers().stream().map(Object::toString).toList());
        this.clock = clock;
    }

    /** Returns the issuer, which must be an accepted one. */
    String issuer(Claims claims) throws AuthenticationException {
        return claims.text("iss")
                .filter(issuers::contains)
                .orElseThrow(() -> new AuthenticationException(Reason.ISSUER, "The token's issuer is not accepted."));
    }

    /** Returns the accepted issuer, if there is exactly one. */
    Optional<String> onlyIssuer() {
        return issuers.size() == 1 ? issuers.stream().findFirst() : Optional.empty();
    }

    /** Returns the expiry time of a token, which must have one. */
    Instant expiry(Claims claims) throws AuthenticationException {
        return claims.time("exp")
                .orElseThrow(
                        () -> new AuthenticationException(Reason.MALFORMED, "The token has no expiry time (exp)."));
    }

    /** Returns the session of a token, after a check of its times, type, audience and subject. */
    Session session(Claims claims, Instant expiry) throws AuthenticationException {
        Instant now = clock.instant();
        Instant latest = expiry.plus(settings.clockSkew());
        if (!now.isBefore(latest)) {
            throw new AuthenticationException(Reason.EXPIRED, "The token has expired.");
        }
        Instant soon = now.plus(settings.clockSkew());
        Optional<Instant> issued = claims.time("iat");
        if (claims.time("nbf").orElse(Instant.EPOCH).isAfter(soon)
                || issued.orElse(Instant.EPOCH).isAfter(soon)) {
            throw new AuthenticationException(Reason.NOT_YET_VALID, "The token is not valid yet.");
        }
        checkKind(claims);
        checkAudience(claims);
        Principal principal = new Principal(subject(claims), claims.all(), roles(claims));
        // Within the clock skew after expiry, the session lasts until the skew is over.
        Instant until = now.isBefore(expiry) ? expiry : latest;
        return new Session(
                principal,
                issued.orElse(Instant.EPOCH),
                Optional.of(until),
                // Entra ID has another name for it.
                claims.text("jti").or(() -> claims.text("uti")).orElse(""));
    }

    private void checkKind(Claims claims) throws AuthenticationException {
        if (isOtherKind(claims) || (settings.accessTokens().refuseNonce() && claims.has("nonce"))) {
            throw new AuthenticationException(
                    Reason.MALFORMED,
                    "The token is an ID token or another token that is not an access token: send the access token.");
        }
        if (claims.has(CONFIRMATION) && !mayBeBound(claims)) {
            throw new AuthenticationException(
                    Reason.BINDING, "The token is bound to a key of its client, which Howdah cannot check.");
        }
    }

    /** Returns whether a bound token is accepted. {@link CertificateBinding} checks that the client has the certificate. */
    private boolean mayBeBound(Claims claims) {
        return switch (settings.accessTokens().bound()) {
            case REFUSE -> false;
            case CERTIFICATE ->
                claims.json().path(CONFIRMATION).size() == 1
                        && claims.text(CertificateBinding.CLAIM).isPresent();
            case ACCEPT -> true;
        };
    }

    private static boolean isOtherKind(Claims claims) {
        return ID_TOKEN_CLAIMS.stream().anyMatch(claims::has)
                || Stream.of("typ", "token_use")
                        .flatMap(name -> claims.text(name).stream())
                        .anyMatch(kind -> OTHER_KINDS.contains(kind.toLowerCase(Locale.ROOT)));
    }

    private void checkAudience(Claims claims) throws AuthenticationException {
        List<String> audiences = settings.audienceClaims().stream()
                .map(claims::values)
                .filter(values -> !values.isEmpty())
                .findFirst()
                .orElse(List.of());
        if (audiences.stream().noneMatch(settings.audiences()::contains)) {
            throw new AuthenticationException(Reason.AUDIENCE, "The token is for another audience.");
        }
    }

    private String subject(Claims claims) throws AuthenticationException {
        String subject = settings.subjectClaims().stream()
                .map(claims::values)
                .filter(values -> !values.isEmpty())
                .findFirst()
                .filter(values -> values.size() == 1)
                .map(values -> values.get(0))
                .orElse("");
        if (subject.isBlank()
                || subject.length() > MAX_SUBJECT_LENGTH
                || subject.chars().anyMatch(Character::isISOControl)) {
            throw new AuthenticationException(Reason.SUBJECT, "The token has no valid subject.");
        }
        return subject;
    }

    private Set<String> roles(Claims claims) {
        Set<String> roles = new LinkedHashSet<>();
        settings.rolesClaims().forEach(path -> roles.addAll(claims.words(path)));
        return roles;
    }
}
