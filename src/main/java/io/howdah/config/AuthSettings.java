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
 * @param mode by what, if that is said
 * @param issuers whose tokens are taken; each is also where its metadata is found
 * @param audiences whom a token must be for, one of them
 * @param algorithms by which a token may be signed, such as RS256; see {@link #algorithm}
 * @param subjectClaims the claim that is the subject, the first that a token has
 * @param rolesClaims the claims that hold roles, each a path such as {@code realm_access.roles}; those of all are taken
 * @param audienceClaims the claim that says whom a token is for, the first that it has
 * @param accessTokens what an access token must be beside
 * @param clockSkew how far other clocks may be off
 * @param keyFile the keys of the issuer as a JWK set or PEM, in place of those that it publishes
 * @param caFile certificates to trust beside those of the JDK, when an issuer is asked, in PEM
 * @param introspection where tokens that are no JWTs are asked for, if any are taken
 * @param live how the tokens of live connections are asked about there
 * @param anonymous whether a request without a token is served, as nobody's
 * @param logoutAudiences accepted audiences of a logout token, one of which must match: the ids of the login clients
 * @param logoutTtl how long a logout is remembered
 * @param adminRole the role that may use the endpoints under {@code /admin/}
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

    /** By what it is found out. */
    public enum Mode {
        /** By the tokens of OpenID providers. */
        OIDC,
        /** By nothing: everybody is nobody. */
        NONE
    }

    /**
     * What an access token must be beside.
     *
     * @param requireAtJwt whether a JWT must say in its header that it is an access token: {@code typ} at+jwt (RFC 9068)
     * @param refuseNonce whether a token with a claim {@code nonce} counts as an ID token
     * @param bound what becomes of a token that is bound to a key of its client, by a claim {@code cnf}
     */
    public record AccessTokens(boolean requireAtJwt, boolean refuseNonce, Bound bound) {

        /** The defaults. */
        public static final AccessTokens DEFAULT = new AccessTokens(false, false, Bound.REFUSE);
    }

    /** What becomes of tokens that are bound to a key of their client. */
    public enum Bound {
        /** They are refused. */
        REFUSE,
        /** One that is bound to a certificate (RFC 8705) is accepted from a client that has it; others are refused. */
        CERTIFICATE,
        /** They are accepted like any other: something in front of Howdah checks the key. */
        ACCEPT
    }

    /**
     * How Howdah asks again about opaque tokens that it knows.
     *
     * @param period how long an answer is kept, and how often a provider is asked about the tokens of live connections
     * @param perSecond how many of these questions there are in a second, at most
     */
    public record LiveChecks(Duration period, int perSecond) {}

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

    /** Returns the one name of an algorithm that has two: Ed25519 (RFC 9864) is EdDSA (RFC 8037) with the only curve that is supported. */
    public static String algorithm(String name) {
        return name.equals("Ed25519") ? "EdDSA" : name;
    }

    /**
     * Return the mode, which somebody must have said: a door whose lock nobody has chosen is not opened.
     *
     * @throws SettingException if nobody has
     */
    public Mode requireMode() {
        return mode.orElseThrow(() -> new SettingException(AuthRules.MODE, "", AuthRules.MODE_RULE));
    }
}
