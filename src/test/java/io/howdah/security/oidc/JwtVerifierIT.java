package io.howdah.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.Session;
import io.howdah.testing.IssuerStub;
import io.howdah.testing.TestCertificate;
import io.howdah.testing.TestKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtVerifierIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String URL = "https://attacker.example.com/keys";

    private static final IssuerStub ISSUER = IssuerStub.start("RS256");
    private static final IssuerStub OTHER = IssuerStub.start();

    private static final TokenVerifiers VERIFIERS = TokenVerifiers.of(Auth.settings(Map.of(
            "issuer", ISSUER.url() + "," + OTHER.url(), "audience", IssuerStub.AUDIENCE, "subject-claim", "sub,uid")));

    @AfterAll
    static void close() {
        ISSUER.close();
        OTHER.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
    void tokenOfTheIssuerHasThePrincipal(String algorithm) {
        try (IssuerStub issuer = IssuerStub.start(algorithm)) {
            TokenVerifiers verifiers = TokenVerifiers.of(Auth.settings(issuer, Map.of("algorithms", algorithm)));

            Session session = Auth.verify(verifiers, issuer.token("alice", "rider", "support"));

            assertThat(session.principal().subject()).isEqualTo("alice");
            assertThat(session.principal().roles()).containsExactlyInAnyOrder("rider", "support");
            assertThat(session.principal().claim("sub")).containsExactly("alice");
            assertThat(session.principal().claim("aud")).containsExactly("howdah");
            assertThat(session.issued()).isAfter(Instant.now().minusSeconds(60));
            assertThat(session.expires().orElseThrow()).isAfter(Instant.now());
            assertThat(session.tokenId()).isNotEmpty();
            assertThat(Auth.refusal(verifiers, issuer.forgedToken("alice")).reason())
                    .isEqualTo(Reason.SIGNATURE);
        }
    }

    /** RFC 9864 has the name Ed25519 for an algorithm that RFC 8037 calls EdDSA. */
    @ParameterizedTest
    @CsvSource({
        "EdDSA, Ed25519, ''",
        "EdDSA, Ed25519, Ed25519",
        "EdDSA, Ed25519, EdDSA",
        "EdDSA, EdDSA, Ed25519",
        "Ed25519, EdDSA, EdDSA",
        "Ed25519, Ed25519, Ed25519"
    })
    void ed25519IsEdDsa(String setting, String tokenAlgorithm, String keyAlgorithm) {
        try (IssuerStub issuer = IssuerStub.start("EdDSA")) {
            // Given
            Map<String, Object> key = issuer.key().jwk().toJSONObject();
            key.put("alg", keyAlgorithm);
            key.values().removeIf(""::equals);
            issuer.answerWith(IssuerStub.KEYS_PATH, json(Map.of("keys", List.of(key))));
            TokenVerifiers verifiers = TokenVerifiers.of(Auth.settings(issuer, Map.of("algorithms", setting)));

            // When
            Session session = Auth.verify(verifiers, header(issuer, Map.of("alg", tokenAlgorithm)));

            // Then
            assertThat(session.principal().subject()).isEqualTo("alice");
            String forged = TestKey.of("EdDSA", issuer.key().id())
                    .token(Map.of("alg", tokenAlgorithm), issuer.claims(Map.of("sub", "alice")));
            assertThat(Auth.refusal(verifiers, forged).reason()).isEqualTo(Reason.SIGNATURE);
        }
    }

    static List<Arguments> refusals() {
        return List.of(
                refused("nothing", Reason.MALFORMED, issuer -> ""),
                refused("garbage", Reason.MALFORMED, issuer -> "garbage"),
                refused("dots", Reason.MALFORMED, issuer -> ".."),
                refused("no base64", Reason.MALFORMED, issuer -> "ä.ö.ü"),
                refused("no JSON", Reason.MALFORMED, issuer -> issuer.key().sign("{", "}")),
                refused(
                        "claims that are a list",
                        Reason.MALFORMED,
                        issuer -> issuer.key().sign("{\"alg\":\"RS256\"}", "[]")),
                refused("five parts", Reason.MALFORMED, issuer -> issuer.token("a") + ".a.b"),
                refused("too long", Reason.MALFORMED, issuer -> issuer.token(Map.of("sub", "a".repeat(16_384)))),
                refused("a signature in another form", Reason.MALFORMED, issuer -> issuer.token("alice") + "="),
                refused(
                        "a name twice in the header",
                        Reason.MALFORMED,
                        issuer -> issuer.key()
                                .sign("{\"alg\":\"none\",\"alg\":\"RS256\"}", json(issuer, Map.of("sub", "alice")))),
                refused(
                        "a claim twice",
                        Reason.MALFORMED,
                        issuer -> issuer.key()
                                .sign(
                                        "{\"alg\":\"RS256\"}",
                                        "{\"sub\":\"bob\","
                                                + json(issuer, Map.of("sub", "alice"))
                                                        .substring(1))),
                refused("no algorithm", Reason.MALFORMED, issuer -> header(issuer, Map.of("alg", ""))),
                refused(
                        "extensions",
                        Reason.MALFORMED,
                        issuer -> header(issuer, Map.of("crit", List.of("b64"), "b64", false))),
                refused("a logout token", Reason.MALFORMED, issuer -> header(issuer, Map.of("typ", "logout+jwt"))),
                refused(
                        "Cognito's id token",
                        Reason.MALFORMED,
                        issuer -> issuer.token(Map.of("sub", "alice", "token_use", "id"))),
                refused(
                        "Keycloak's id token",
                        Reason.MALFORMED,
                        issuer -> issuer.token(Map.of("sub", "alice", "typ", "ID"))),
                refused(
                        "an id token by its access token's hash",
                        Reason.MALFORMED,
                        issuer -> issuer.token(Map.of("sub", "alice", "at_hash", "77QmUPtjPfzWtF2AnpK9RQ"))),
                refused(
                        "an id token by its code's hash",
                        Reason.MALFORMED,
                        issuer -> issuer.token(Map.of("sub", "alice", "c_hash", "LDktKdoQak3Pk0cnXxCltA"))),
                refused(
                        "an id token by its state's hash",
                        Reason.MALFORMED,
                        issuer -> issuer.token(Map.of("sub", "alice", "s_hash", "LDktKdoQak3Pk0cnXxCltA"))),
                refused(
                        "a token bound to a key of DPoP",
                        Reason.BINDING,
                        issuer -> issuer.token(Map.of("sub", "alice", "cnf", Map.of("jkt", "0ZcOCORZNYy")))),
                refused(
                        "a token bound to a certificate",
                        Reason.BINDING,
                        issuer -> issuer.token(Map.of("sub", "alice", "cnf", Map.of("x5t#S256", "bwcK0esc3A")))),
                refused(
                        "a token with an invalid binding",
                        Reason.BINDING,
                        issuer -> issuer.token(Map.of("sub", "alice", "cnf", "all"))),
                refused(
                        "a refresh token",
                        Reason.MALFORMED,
                        issuer -> issuer.token(Map.of("sub", "alice", "typ", "Refresh"))),
                refused(
                        "an event",
                        Reason.MALFORMED,
                        issuer -> issuer.token(Map.of(
                                "sub",
                                "alice",
                                "events",
                                Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())))),
                refused("no expiry time", Reason.MALFORMED, issuer -> issuer.token(Map.of("sub", "alice", "exp", ""))),
                refused(
                        "an invalid expiry time",
                        Reason.MALFORMED,
                        issuer -> issuer.token(Map.of("sub", "alice", "exp", "tomorrow"))),
                refused("unsigned", Reason.ALGORITHM, issuer -> none(issuer, "none")),
                refused("unsigned, in other letters", Reason.ALGORITHM, issuer -> none(issuer, "nOnE")),
                refused("HS256 by the public key", Reason.ALGORITHM, JwtVerifierIT::hmac),
                refused(
                        "an algorithm that is not accepted",
                        Reason.ALGORITHM,
                        issuer -> TestKey.of("PS256", "key-1").token(issuer.claims(Map.of("sub", "alice")))),
                refused(
                        "another algorithm than the key's",
                        Reason.SIGNATURE,
                        issuer -> TestKey.of("ES256", "key-1").token(issuer.claims(Map.of("sub", "alice")))),
                refused("a forged key", Reason.SIGNATURE, issuer -> issuer.forgedToken("alice")),
                refused("an unknown key", Reason.SIGNATURE, issuer -> header(issuer, Map.of("kid", "made-up"))),
                refused(
                        "the key of another issuer",
                        Reason.SIGNATURE,
                        issuer -> OTHER.key().token(issuer.claims(Map.of("sub", "alice")))),
                refused(
                        "the key of another issuer, unnamed",
                        Reason.SIGNATURE,
                        issuer -> OTHER.key().token(Map.of("kid", ""), issuer.claims(Map.of("sub", "alice")))),
                refused("a key of its own in it", Reason.SIGNATURE, issuer -> withOwnKey(issuer, "jwk")),
                refused("an address of keys in it", Reason.SIGNATURE, issuer -> withOwnKey(issuer, "jku")),
                refused("an address of certificates in it", Reason.SIGNATURE, issuer -> withOwnKey(issuer, "x5u")),
                refused("claims changed", Reason.SIGNATURE, JwtVerifierIT::changed),
                refused(
                        "signature cut",
                        Reason.SIGNATURE,
                        issuer -> issuer.token("alice").replaceFirst("\\.[^.]*$", ".")),
                refused(
                        "another issuer",
                        Reason.ISSUER,
                        issuer -> issuer.token(Map.of("sub", "alice", "iss", "https://id.example.com"))),
                refused(
                        "the issuer with a slash",
                        Reason.ISSUER,
                        issuer -> issuer.token(Map.of("sub", "alice", "iss", issuer.url() + "/"))),
                refused("no issuer", Reason.ISSUER, issuer -> issuer.token(Map.of("sub", "alice", "iss", ""))),
                refused(
                        "two issuers",
                        Reason.ISSUER,
                        issuer -> issuer.token(Map.of("sub", "alice", "iss", List.of(issuer.url())))),
                refused(
                        "another audience",
                        Reason.AUDIENCE,
                        issuer -> issuer.token(Map.of("sub", "alice", "aud", List.of("billing", "howdah2")))),
                refused("no audience", Reason.AUDIENCE, issuer -> issuer.token(Map.of("sub", "alice", "aud", ""))),
                refused("no subject", Reason.SUBJECT, issuer -> issuer.token(Map.of("roles", "rider"))),
                refused("a blank subject", Reason.SUBJECT, issuer -> issuer.token(Map.of("sub", " "))),
                refused("a subject with a line break", Reason.SUBJECT, issuer -> issuer.token(Map.of("sub", "a\nb"))),
                refused("two subjects", Reason.SUBJECT, issuer -> issuer.token(Map.of("sub", List.of("a", "b")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void invalidTokenIsRefused(String name, Reason reason, Function<IssuerStub, String> token) {
        AuthenticationException refusal = Auth.refusal(VERIFIERS, token.apply(ISSUER));

        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal).hasMessageStartingWith("The token").hasMessageEndingWith(".");
    }

    @Test
    void validTokensOfBothIssuersAreAccepted() {
        assertThat(Auth.verify(VERIFIERS, ISSUER.token("alice")).principal().subject())
                .isEqualTo("alice");
        assertThat(Auth.verify(VERIFIERS, OTHER.token("alice")).principal().subject())
                .isEqualTo("alice");
        for (Object type : List.of("", "JWT", "at+jwt", "application/at+jwt")) {
            Auth.verify(VERIFIERS, header(ISSUER, Map.of("typ", type)));
        }
        Auth.verify(VERIFIERS, header(ISSUER, Map.of("kid", "")));
        assertThat(Auth.verify(VERIFIERS, ISSUER.token(Map.of("uid", 42)))
                        .principal()
                        .subject())
                .isEqualTo("42");
    }

    @Test
    void atJwtCanBeRequired() {
        // Given
        TokenVerifiers strict = verifiers("require-at-jwt", "true");

        // When, Then
        for (Object type : List.of("at+jwt", "application/at+jwt", "AT+JWT")) {
            Auth.verify(strict, header(ISSUER, Map.of("typ", type)));
        }
        for (Object type : List.of("", "JWT", "application/jwt")) {
            AuthenticationException refusal = Auth.refusal(strict, header(ISSUER, Map.of("typ", type)));
            assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
            assertThat(refusal).hasMessage("The token's type (typ) must be at+jwt.");
        }
    }

    /** Keycloak before 25 put the nonce into access tokens. */
    @Test
    void nonceIsRefusedOnlyIfConfigured() {
        String token = ISSUER.token(Map.of("sub", "alice", "nonce", "n-0S6_WzA2Mj"));

        Auth.verify(VERIFIERS, token);
        assertThat(Auth.refusal(verifiers("refuse-nonce", "true"), token).reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void boundTokensAreAcceptedIfConfigured() {
        String token = ISSUER.token(Map.of("sub", "alice", "cnf", Map.of("jkt", "0ZcOCORZNYy")));

        Session session = Auth.verify(verifiers("bound-tokens", "accept"), token);

        assertThat(session.principal().subject()).isEqualTo("alice");
    }

    /** CertificateBinding checks that the client has the certificate. */
    @Test
    void tokensBoundToACertificateAreAcceptedIfConfigured(@TempDir Path folder) throws Exception {
        // Given
        TestCertificate certificate = TestCertificate.in(folder);
        TokenVerifiers verifiers = TokenVerifiers.of(Auth.settings(
                ISSUER,
                Map.of(
                        "bound-tokens", "certificate",
                        "howdah.http.tls-certificate", certificate.pem().toString(),
                        "howdah.http.tls-key", certificate.keyPem().toString())));

        // When, Then
        Session session = Auth.verify(verifiers, bound(Map.of("x5t#S256", "bwcK0esc3A")));
        assertThat(session.principal().claim("cnf.x5t#S256")).containsExactly("bwcK0esc3A");
        for (Object other : List.of(
                "all",
                Map.of(),
                Map.of("jkt", "0ZcOCORZNYy"),
                Map.of("x5t#S256", List.of("bwcK0esc3A")),
                Map.of("x5t#S256", "bwcK0esc3A", "jkt", "0ZcOCORZNYy"))) {
            assertThat(Auth.refusal(verifiers, bound(other)).reason())
                    .as("%s", other)
                    .isEqualTo(Reason.BINDING);
        }
    }

    private static String bound(Object to) {
        return ISSUER.token(Map.of("sub", "alice", "cnf", to));
    }

    private static TokenVerifiers verifiers(String key, String value) {
        return TokenVerifiers.of(Auth.settings(ISSUER, Map.of(key, value)));
    }

    static List<Arguments> times() {
        return List.of(
                arguments("exp", -29, null),
                arguments("exp", -30, Reason.EXPIRED),
                arguments("exp", -31, Reason.EXPIRED),
                arguments("nbf", 30, null),
                arguments("nbf", 31, Reason.NOT_YET_VALID),
                arguments("iat", 30, null),
                arguments("iat", 31, Reason.NOT_YET_VALID));
    }

    @ParameterizedTest
    @MethodSource("times")
    void clocksMayDifferByHalfAMinute(String claim, int seconds, Reason reason) {
        MutableClock clock = new MutableClock();
        TokenVerifiers verifiers = TokenVerifiers.of(Auth.settings(ISSUER, Map.of()), clock);
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        clock.pass(Duration.between(clock.instant(), now));
        String token = ISSUER.token(
                Map.of("sub", "alice", claim, now.plusSeconds(seconds).getEpochSecond()));

        if (reason == null) {
            assertThat(Auth.verify(verifiers, token).expires().orElseThrow()).isAfter(now);
        } else {
            assertThat(Auth.refusal(verifiers, token).reason()).isEqualTo(reason);
        }
    }

    @Test
    void verifiedTokenExpires() {
        MutableClock clock = new MutableClock();
        TokenVerifiers verifiers = TokenVerifiers.of(Auth.settings(ISSUER, Map.of()), clock);
        String token =
                ISSUER.token(Map.of("sub", "alice", "exp", clock.instant().getEpochSecond() + 10));
        Auth.verify(verifiers, token);

        clock.pass(Duration.ofSeconds(41));

        assertThat(Auth.refusal(verifiers, token).reason()).isEqualTo(Reason.EXPIRED);
    }

    private static Arguments refused(String name, Reason reason, Function<IssuerStub, String> token) {
        return arguments(name, reason, token);
    }

    private static String header(IssuerStub issuer, Map<String, ?> header) {
        return issuer.key().token(header, issuer.claims(Map.of("sub", "alice")));
    }

    private static String json(IssuerStub issuer, Map<String, ?> claims) {
        return json(issuer.claims(claims));
    }

    private static String json(Map<String, ?> object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String none(IssuerStub issuer, String name) {
        return header(issuer, Map.of("alg", name)).replaceFirst("\\.[^.]*$", ".");
    }

    /** Signs with the public key as an HMAC secret. */
    private static String hmac(IssuerStub issuer) {
        String signed = TestKey.base64("{\"alg\":\"HS256\",\"kid\":\"key-1\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + TestKey.base64(json(issuer, Map.of("sub", "alice")).getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(issuer.key().pem().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + "." + TestKey.base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String withOwnKey(IssuerStub issuer, String name) {
        TestKey own = TestKey.of("RS256", "key-1");
        return own.token(
                Map.of(name, name.equals("jwk") ? own.jwk().toJSONObject() : URL),
                issuer.claims(Map.of("sub", "alice")));
    }

    private static String changed(IssuerStub issuer) {
        List<String> alice = Arrays.asList(issuer.token("alice").split("\\."));
        String bob = issuer.token("bob").split("\\.")[1];
        return Stream.of(alice.get(0), bob, alice.get(2))
                .reduce((a, b) -> a + "." + b)
                .orElseThrow();
    }
}
