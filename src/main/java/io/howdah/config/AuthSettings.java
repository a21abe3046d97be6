package io.howdah.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of authentication.
 *
 * @param mode how Howdah authenticates requests, if configured
 * @param issuers accepted issuers; the metadata of each is below its address
 * @param audiences accepted audiences; a token must have one of them
 * @param algorithms accepted signature algorithms, such as RS256; see {@link #algorithm}
 * @param subjectClaims claims that contain the subject; the first that a token has counts
 * @param rolesClaims claims that contain roles, each a path such as {@code realm_access.roles}; all of them count
 * @param audienceClaims claims that contain the audience; the first that a token has counts
 * @param accessTokens further requirements for access tokens
 * @param clockSkew maximum difference between the clocks of issuers and Howdah
 * @param keyFile the issuer's keys as a JWK set or PEM, instead of those that it publishes
 * @param caFile CA certificates for connections to issuers, in addition to those of the JDK, in PEM
 * @param introspection the introspection endpoint for tokens that are not JWTs, if Howdah accepts any
 * @param live how often Howdah introspects the tokens of open connections again
 * @param anonymous whether Howdah serves requests without a token
 * @param logoutAudiences accepted audiences of a logout token; one of them must match: the ids of the login clients
 * @param logoutTtl how long Howdah remembers a logout
 * @param adminRole the role required for the endpoints under {@code /admin/}
 */
public record AuthSettings(
        Optional<Mode> mode,
        List<URI> issuers,
        List<String> audiences,
        Set<String> algorithms,
        List<String> subjectClaims,
        List<String> rolesClaims,
        List<String> audienceClaims,
        AccessTokens accessTokens,
        Duration clockSkew,
        Optional<Path> keyFile,
        Optional<Path> caFile,
        Optional<Introspection> introspection,
        LiveChecks live,
        boolean anonymous,
        List<String> logoutAudiences,
        Duration logoutTtl,
        String adminRole) {

    /** How Howdah authenticates requests. */
    public enum Mode {
        /** With tokens of OpenID providers. */
        OIDC,
        /** Not at all: every request is anonymous. */
        NONE
    }

    /**
     * Further requirements for access tokens.
     *
     * @param requireAtJwt whether the header of a JWT must have the {@code typ} at+jwt, like access tokens of RFC 9068
     * @param refuseNonce whether a token with a claim {@code nonce} counts as an ID token
     * @param bound what to do with a token that a claim {@code cnf} binds to a key of its client
     */
    public record AccessTokens(boolean requireAtJwt, boolean refuseNonce, Bound bound) {

        /** The defaults. */
        public static final AccessTokens DEFAULT = new AccessTokens(false, false, Bound.REFUSE);
    }

    /** What to do with tokens that are bound to a key of their client. */
    public enum Bound {
        /** Refuse them. */
        REFUSE,
        /** Accept a token bound to a certificate (RFC 8705) from a client with that certificate; refuse all others. */
        CERTIFICATE,
        /** Accept them like any other token: a proxy in front of Howdah checks the key. */
        ACCEPT
    }

    /**
     * How Howdah introspects known opaque tokens again.
     *
     * @param period how long a result is cached, and how often the tokens of open connections are introspected
     * @param perSecond maximum introspections of open connections per second
     */
    public record LiveChecks(Duration period, int perSecond) {}

    /**
     * The introspection endpoint for opaque tokens (RFC 7662).
     *
     * @param url the endpoint
     * @param clientId the client id that Howdah uses there
     * @param clientSecret the secret of that client
     */
    public record Introspection(URI url, String clientId, String clientSecret) {
        @Override
        public String toString() {
            return "Introspection[url=" + url + ", clientId=" + clientId + "]";
        }
    }

    /** Returns the canonical name of an algorithm: EdDSA (RFC 8037) for Ed25519 (RFC 9864), the only supported curve. */
    public static String algorithm(String name) {
        return name.equals("Ed25519") ? "EdDSA" : name;
    }

    /**
     * Returns the mode. It has no default, so that Howdah never serves data unauthenticated by mistake.
     *
     * @throws SettingException if no mode is configured
     */
    public Mode requireMode() {
        return mode.orElseThrow(() -> new SettingException(AuthRules.MODE, "", AuthRules.MODE_RULE));
    }
}
