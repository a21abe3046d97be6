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

/** What the claims of a token must say, once it is known that its issuer wrote them, and who that makes its bearer. */
final class ClaimRules {

    private static final int MAX_SUBJECT_LENGTH = 1024;

    /** What Keycloak and Cognito call tokens that are for other things than asking an API. */
    private static final Set<String> OTHER_KINDS = Set.of("id", "refresh", "offline", "logout");

    /** Hashes of what is issued together with an ID token: access token, code, state. No access token has them. */
    private static final Set<String> OF_ID_TOKENS = Set.of("at_hash", "c_hash", "s_hash");

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

    /** Return the issuer, which must be one of ours. */
    String issuer(Claims claims) throws AuthenticationException {
        return claims.text("iss")
                .filter(issuers::contains)
                .orElseThrow(() -> new AuthenticationException(
                        Reason.ISSUER, "The token is of an issuer whose tokens are not taken here."));
    }

    /** Returns the issuer, if there is one alone. */
    Optional<String> onlyIssuer() {
        return issuers.size() == 1 ? issuers.stream().findFirst() : Optional.empty();
    }

    /** Return the end of a token that must have one. */
    Instant end(Claims claims) throws AuthenticationException {
        return claims.time("exp")
                .orElseThrow(
                        () -> new AuthenticationException(Reason.MALFORMED, "The token does not say when it expires."));
    }

    /** Return whose token it is, if it is for us and now; {@code end} is when it expires. */
    Session session(Claims claims, Instant end) throws AuthenticationException {
        Instant now = clock.instant();
        Instant latest = end.plus(settings.clockSkew());
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
        // In the time that is granted for clocks that are off, a connection lasts until that is over.
        Instant until = now.isBefore(end) ? end : latest;
        return new Session(
                principal,
                issued.orElse(Instant.EPOCH),
                Optional.of(until),
                // Entra ID has a name of its own for it.
                claims.text("jti").or(() -> claims.text("uti")).orElse(""));
    }

    private void checkKind(Claims claims) throws AuthenticationException {
        if (isOfOtherKind(claims) || (settings.accessTokens().refuseNonce() && claims.has("nonce"))) {
            throw new AuthenticationException(
                    Reason.MALFORMED,
                    "The token is an ID token, or another one that gives no access: send the access token.");
        }
        if (claims.has(CONFIRMATION) && !mayBeBound(claims)) {
            throw new AuthenticationException(
                    Reason.BINDING, "The token is bound to a key of its client, which cannot be checked here.");
        }
    }

    /** Whether the client has the certificate is known where its connection is. */
    private boolean mayBeBound(Claims claims) {
        return switch (settings.accessTokens().bound()) {
            case REFUSE -> false;
            case CERTIFICATE ->
                claims.json().path(CONFIRMATION).size() == 1
                        && claims.text(CertificateBinding.CLAIM).isPresent();
            case ACCEPT -> true;
        };
    }

    private static boolean isOfOtherKind(Claims claims) {
        return OF_ID_TOKENS.stream().anyMatch(claims::has)
                || Stream.of("typ", "token_use")
                        .flatMap(name -> claims.text(name).stream())
                        .anyMatch(kind -> OTHER_KINDS.contains(kind.toLowerCase(Locale.ROOT)));
    }

    private void checkAudience(Claims claims) throws AuthenticationException {
        List<String> said = settings.audienceClaims().stream()
                .map(claims::values)
                .filter(values -> !values.isEmpty())
                .findFirst()
                .orElse(List.of());
        if (said.stream().noneMatch(settings.audiences()::contains)) {
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
            throw new AuthenticationException(Reason.SUBJECT, "The token does not tell who it is for.");
        }
        return subject;
    }

    private Set<String> roles(Claims claims) {
        Set<String> roles = new LinkedHashSet<>();
        settings.rolesClaims().forEach(path -> roles.addAll(claims.words(path)));
        return roles;
    }
}
