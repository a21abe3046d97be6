package io.howdah.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How it is found out who sends a request.
 *
 * @param mode by what
 * @param issuers whose tokens are taken; each is also where its metadata is found
 * @param audiences whom a token must be for, one of them
 * @param algorithms by which a token may be signed, such as RS256
 * @param subjectClaims the claim that is the subject, the first that a token has
 * @param rolesClaims the claims that hold roles, each a path such as {@code realm_access.roles}; those of all are taken
 * @param audienceClaims the claims that say whom a token is for
 * @param clockSkew how far other clocks may be off
 * @param keyFile the keys of the issuers as a JWK set or PEM, in place of those that they publish
 * @param caFile certificates to trust beside those of the JDK, when an issuer is asked
 * @param introspection where tokens that are no JWTs are asked for, if any are taken
 * @param anonymous whether a request without a token is served, as nobody's
 * @param adminRole the role that may use the endpoints under {@code /admin/}
 */
public record AuthSettings(
        Mode mode,
        List<URI> issuers,
        List<String> audiences,
        Set<String> algorithms,
        List<String> subjectClaims,
        List<String> rolesClaims,
        List<String> audienceClaims,
        Duration clockSkew,
        Optional<Path> keyFile,
        Optional<Path> caFile,
        Optional<Introspection> introspection,
        boolean anonymous,
        String adminRole) {

    /** By what it is found out. */
    public enum Mode {
        /** By the tokens of OpenID providers. */
        OIDC,
        /** By nothing: everybody is nobody. */
        NONE
    }

    /**
     * Where opaque tokens are asked for (RFC 7662).
     *
     * @param url the endpoint
     * @param clientId as whom it is asked
     * @param clientSecret what proves that
     */
    public record Introspection(URI url, String clientId, String clientSecret) {
        @Override
        public String toString() {
            return "Introspection[url=" + url + ", clientId=" + clientId + "]";
        }
    }
}
