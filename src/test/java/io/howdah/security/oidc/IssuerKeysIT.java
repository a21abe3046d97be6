package io.howdah.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.howdah.config.AuthSettings;
import io.howdah.config.SettingException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.testing.IssuerStub;
import io.howdah.testing.TestCertificate;
import io.howdah.testing.TestKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests keys that change, and issuers that become unavailable. */
class IssuerKeysIT {

    private static final Duration INTERVAL = IssuerKeys.MIN_INTERVAL;

    private final IssuerStub issuer = IssuerStub.start();
    private final MutableClock clock = new MutableClock();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void newKeyIsLoadedAtItsFirstToken() {
        TokenVerifiers verifiers = verifiers();
        String old = issuer.token("alice");
        Auth.verify(verifiers, old);
        clock.pass(INTERVAL);

        issuer.rotate();

        Auth.verify(verifiers, issuer.token("alice"));
        Auth.verify(verifiers, old);
        assertThat(issuer.asked(IssuerStub.KEYS_PATH)).isEqualTo(2);
    }

    @Test
    void withdrawnKeyIsNotAcceptedForLong() {
        TokenVerifiers verifiers = verifiers();
        String old = issuer.token(Map.of("sub", "alice", "exp", clock.instant().getEpochSecond() + 100_000));
        Auth.verify(verifiers, old);
        issuer.rotate();
        issuer.withdrawOldKeys();

        clock.pass(IssuerKeys.USABLE.plusSeconds(1));

        assertThat(Auth.refusal(verifiers, old).reason()).isEqualTo(Reason.SIGNATURE);
    }

    @Test
    void keysInUseAreRenewedInTheBackground() {
        TokenVerifiers verifiers = verifiers();
        Auth.verify(verifiers, issuer.token("alice"));

        clock.pass(IssuerKeys.FRESH.plusSeconds(1));
        Auth.verify(
                verifiers,
                issuer.token(Map.of("sub", "alice", "exp", clock.instant().getEpochSecond() + 60)));

        await().untilAsserted(
                        () -> assertThat(issuer.asked(IssuerStub.KEYS_PATH)).isEqualTo(2));
    }

    @Test
    void inventedKeyIdsCauseFewRequests() {
        TokenVerifiers verifiers = verifiers();
        Auth.verify(verifiers, issuer.token("alice"));
        clock.pass(INTERVAL);

        List<Reason> reasons = IntStream.range(0, 500)
                .mapToObj(i -> TestKey.of("EdDSA", "made-up-" + i).token(issuer.claims(Map.of("sub", "alice"))))
                .map(token -> Auth.refusal(verifiers, token).reason())
                .distinct()
                .toList();

        assertThat(reasons).containsExactly(Reason.SIGNATURE);
        assertThat(issuer.asked(IssuerStub.KEYS_PATH)).isEqualTo(2);
        Auth.verify(verifiers, issuer.token("bob"));
    }

    @Test
    void otherIssuersCauseNoRequests() {
        TokenVerifiers verifiers = verifiers();
        Auth.verify(verifiers, issuer.token("alice"));
        try (IssuerStub other = IssuerStub.start()) {
            assertThat(Auth.refusal(verifiers, other.token("alice")).reason()).isEqualTo(Reason.ISSUER);
            assertThat(other.asked()).isEmpty();
        }
    }

    @Test
    void issuerUnavailableAtTheStartIsRetried() {
        issuer.goAway();
        TokenVerifiers verifiers = verifiers();
        String token = issuer.token("alice");

        assertThat(Auth.refusal(verifiers, token).reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(verifiers.unavailableIssuers()).containsOnlyKeys(issuer.url());
        int asked = issuer.asked().size();
        for (int i = 0; i < 100; i++) {
            assertThat(Auth.refusal(verifiers, token).reason()).isEqualTo(Reason.UNAVAILABLE);
        }
        assertThat(issuer.asked()).hasSize(asked);

        issuer.comeBack();
        clock.pass(Duration.ofSeconds(30));

        Auth.verify(verifiers, token);
        assertThat(verifiers.unavailableIssuers()).isEmpty();
    }

    @Test
    void healthDetectsThatTheIssuerIsBack() {
        issuer.goAway();
        TokenVerifiers verifiers = verifiers();
        await().untilAsserted(() -> assertThat(verifiers.unavailableIssuers()).isNotEmpty());

        issuer.comeBack();
        clock.pass(Duration.ofSeconds(30));

        await().untilAsserted(() -> assertThat(verifiers.unavailableIssuers()).isEmpty());
    }

    @Test
    void keysOfAnUnavailableIssuerAreUsedForHours() {
        TokenVerifiers verifiers = verifiers();
        Auth.verify(verifiers, issuer.token("alice"));
        issuer.goAway();
        String token = issuer.token(Map.of("sub", "bob", "exp", clock.instant().getEpochSecond() + 100_000));

        clock.pass(IssuerKeys.MAX_AGE.minusSeconds(1));
        Auth.verify(verifiers, token);
        assertThat(verifiers.unavailableIssuers()).containsOnlyKeys(issuer.url());
        issuer.rotate();
        assertThat(Auth.refusal(
                                verifiers,
                                issuer.token(Map.of(
                                        "sub", "alice", "exp", clock.instant().getEpochSecond() + 60)))
                        .reason())
                .isEqualTo(Reason.UNAVAILABLE);

        clock.pass(Duration.ofSeconds(62));
        assertThat(Auth.refusal(verifiers, token).reason()).isEqualTo(Reason.UNAVAILABLE);

        issuer.comeBack();
        clock.pass(Duration.ofSeconds(30));
        Auth.verify(verifiers, token);
    }

    @Test
    void nameOfTheIssuerMustMatchTheSetting() {
        issuer.answerWith(
                IssuerStub.METADATA_PATH,
                "{\"issuer\":\"" + issuer.url() + "/\",\"jwks_uri\":\"" + issuer.url() + "/keys\"}");
        TokenVerifiers verifiers = verifiers();

        Auth.refusal(verifiers, issuer.token("alice"));

        assertThat(verifiers.unavailableIssuers().get(issuer.url()))
                .contains("set howdah.auth.issuer to exactly this name, including a slash at its end if it has one");
    }

    @Test
    void keysAreNotReadFromAnUnencryptedAddress() {
        issuer.answerWith(
                IssuerStub.METADATA_PATH,
                "{\"issuer\":\"" + issuer.url() + "\",\"jwks_uri\":\"http://keys.example.com/\"}");
        TokenVerifiers verifiers = verifiers();

        Auth.refusal(verifiers, issuer.token("alice"));

        assertThat(verifiers.unavailableIssuers().get(issuer.url()))
                .contains("jwks_uri=http://keys.example.com/ is not an https address");
    }

    @Test
    void largeResponseIsNotReadToItsEnd() {
        issuer.answerWith(IssuerStub.KEYS_PATH, "{\"keys\":\"" + "a".repeat(2_000_000) + "\"}");
        TokenVerifiers verifiers = verifiers();

        Auth.refusal(verifiers, issuer.token("alice"));

        assertThat(verifiers.unavailableIssuers().get(issuer.url()))
                .contains("the response is longer than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"alg\":\"HS256\",\"use\":\"sig\"}",
                "{\"kty\":\"oct\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"1\",\"y\":\"2\"}",
                "{\"kty\":\"RSA\",\"n\":\"AQ\",\"e\":\"AQAB\"}",
                "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AQ\"}",
                "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"pub\":\"AQ\"}",
                "{\"kty\":\"new\"}",
                "{\"kty\":7}",
                "{}",
                "null",
                "[]",
                "7"
            })
    void unusableKeyIsSkipped(String other) {
        // Given
        String key = issuer.key().jwk().toJSONString();
        issuer.answerWith(IssuerStub.KEYS_PATH, "{\"keys\":[" + other + "," + key + "]}");
        TokenVerifiers verifiers = verifiers();

        // When, Then
        Auth.verify(verifiers, issuer.token("alice"));
        assertThat(verifiers.unavailableIssuers()).isEmpty();
    }

    @Test
    void keySetWithoutAUsableKeyIsReported() {
        // Long enough for HS256
        String key = "c2VjcmV0".repeat(6);
        issuer.answerWith(IssuerStub.KEYS_PATH, "{\"keys\":[{\"kty\":\"oct\",\"k\":\"" + key + "\"}]}");
        TokenVerifiers verifiers = verifiers();

        Auth.refusal(verifiers, issuer.token("alice"));

        assertThat(verifiers.unavailableIssuers().get(issuer.url()))
                .contains("the JWK set contains no public key for signatures");
    }

    @Test
    void caFileIsTrustedInAdditionToTheJdk() throws Exception {
        TestCertificate certificate = TestCertificate.in(folder);
        try (IssuerStub safe = IssuerStub.start(certificate)) {
            TokenVerifiers trusting = TokenVerifiers.of(
                    Auth.settings(safe, Map.of("ca-file", certificate.pem().toString())));
            TokenVerifiers others = TokenVerifiers.of(Auth.settings(safe, Map.of()));

            Auth.verify(trusting, safe.token("alice"));
            assertThat(Auth.refusal(others, safe.token("alice")).reason()).isEqualTo(Reason.UNAVAILABLE);
        }
    }

    @Test
    void keysMayBeInAFile() throws Exception {
        TestKey rsa = TestKey.of("RS256", "a");
        TestKey ec = TestKey.of("ES256", "b");
        TestKey edwards = TestKey.of("EdDSA", "c");
        String set = "{\"keys\":[" + rsa.jwk() + "," + ec.jwk() + "," + edwards.jwk() + "]}";
        String certificate = Files.readString(TestCertificate.in(folder).pem());

        for (String text : List.of(set, rsa.pem() + certificate + ec.pem() + edwards.pem())) {
            TokenVerifiers verifiers = TokenVerifiers.of(keyFile(text));
            for (TestKey key : List.of(rsa, ec, edwards)) {
                Auth.verify(verifiers, key.token(issuer.claims(Map.of("sub", "alice"))));
            }
            String other = TestKey.of("ES256", "b").token(issuer.claims(Map.of("sub", "alice")));
            assertThat(Auth.refusal(verifiers, other).reason()).isEqualTo(Reason.SIGNATURE);
        }
        assertThat(issuer.asked()).isEmpty();
    }

    @Test
    void keyFileIsReadAgain() throws Exception {
        TestKey old = TestKey.of("ES256", "a");
        TestKey newer = TestKey.of("ES256", "b");
        TokenVerifiers verifiers = TokenVerifiers.of(keyFile("{\"keys\":[" + old.jwk() + "]}"), clock);
        keyFile("{\"keys\":[" + newer.jwk() + "]}");

        clock.pass(INTERVAL);

        Auth.verify(verifiers, newer.token(issuer.claims(Map.of("sub", "alice"))));
    }

    @Test
    void keyFileThatBreaksLaterKeepsTheKeysAndIsReadAgain() throws Exception {
        TestKey old = TestKey.of("ES256", "a");
        TestKey newer = TestKey.of("ES256", "b");
        TokenVerifiers verifiers = TokenVerifiers.of(keyFile(old.pem()), clock);
        String token = newer.token(issuer.claims(Map.of("sub", "alice")));
        keyFile(newer.pem().replaceFirst("\n.", "\n"));
        clock.pass(IssuerKeys.FRESH.plusSeconds(1));

        assertThat(Auth.refusal(verifiers, token).reason()).isEqualTo(Reason.SIGNATURE);

        assertThat(verifiers.unavailableIssuers().get(issuer.url())).contains("a key in it ");
        Auth.verify(verifiers, old.token(issuer.claims(Map.of("sub", "alice"))));
        keyFile(newer.pem());
        clock.pass(Duration.ofMinutes(1));
        assertThat(verifiers.unavailableIssuers()).isEmpty();
        Auth.verify(
                verifiers,
                newer.token(issuer.claims(
                        Map.of("sub", "alice", "exp", clock.instant().getEpochSecond() + 60))));
    }

    @Test
    void callersDoNotWaitForAnUnavailableIssuer() {
        SigningKey key = SigningKey.of(TestKey.of("ES256", "a").jwk()).orElseThrow();
        Deque<CompletableFuture<List<SigningKey>>> answers = new ArrayDeque<>(List.of(
                CompletableFuture.completedFuture(List.of(key)),
                CompletableFuture.failedFuture(new IOException("unavailable")),
                new CompletableFuture<>()));
        IssuerKeys keys = new IssuerKeys("https://issuer.example", answers::remove, clock);
        keys.matching("ES256", Optional.of("a"));
        clock.pass(IssuerKeys.USABLE.plusSeconds(1));
        assertThat(keys.matching("ES256", Optional.of("a")).succeeded()).isTrue();

        clock.pass(Duration.ofMinutes(1));

        assertThat(keys.matching("ES256", Optional.of("a")).succeeded()).isTrue();
        assertThat(answers).isEmpty();
    }

    @Test
    void sourceThatThrowsIsRetried() {
        SigningKey key = SigningKey.of(TestKey.of("ES256", "a").jwk()).orElseThrow();
        AtomicInteger loads = new AtomicInteger();
        KeySource broken = () -> {
            if (loads.getAndIncrement() == 0) {
                throw new IllegalArgumentException("broken");
            }
            return CompletableFuture.completedFuture(List.of(key));
        };
        IssuerKeys keys = new IssuerKeys("https://issuer.example", broken, clock);
        assertThat(keys.matching("ES256", Optional.of("a")).failed()).isTrue();

        clock.pass(INTERVAL);

        assertThat(keys.matching("ES256", Optional.of("a")).succeeded()).isTrue();
    }

    @Test
    void tooManyKeysInPemStopTheStart() {
        String pem = IntStream.range(0, KeyFile.MAX_KEYS + 1)
                .mapToObj(i -> TestKey.of("EdDSA", "k" + i).pem())
                .collect(Collectors.joining());
        assertThatThrownBy(() -> TokenVerifiers.of(keyFile(pem)))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(
                        "it contains 9 keys, but PEM has no key ids and allows 8; convert it to a JWK set");
    }

    @Test
    void keyFileWithoutKeysStopsTheStart() throws Exception {
        for (String text : List.of(
                "",
                "{}",
                "{\"keys\":[]}",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----")) {
            assertThatThrownBy(() -> TokenVerifiers.of(keyFile(text)))
                    .isInstanceOf(SettingException.class)
                    .hasMessageStartingWith("howdah.auth.key-file=")
                    .hasMessageContaining(" must be a JWK set, or public keys or certificates in PEM (");
        }
    }

    private AuthSettings keyFile(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), text);
        return Auth.settings(issuer, Map.of("key-file", file.toString()));
    }

    private TokenVerifiers verifiers() {
        return TokenVerifiers.of(Auth.settings(issuer, Map.of()), clock);
    }
}
