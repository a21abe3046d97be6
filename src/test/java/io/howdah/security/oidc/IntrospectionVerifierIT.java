package io.howdah.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.howdah.config.AuthSettings;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.OpaqueToken;
import io.howdah.security.Session;
import io.howdah.testing.IssuerStub;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests introspection, with an issuer that this process runs. */
class IntrospectionVerifierIT {

    private final IssuerStub issuer = IssuerStub.start();
    private final MutableClock clock = new MutableClock();
    private final TokenVerifiers verifiers = TokenVerifiers.of(settings(Map.of()), clock);

    private AuthSettings settings(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("introspection-url", issuer.url() + IssuerStub.INTROSPECTION_PATH);
        all.put("client-id", "how:dah");
        all.put("client-secret", "se cret+%");
        return Auth.settings(issuer, all);
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void issuerReportsThePrincipal() {
        Session session = Auth.verify(verifiers, issuer.opaqueToken(Map.of("sub", "alice", "roles", "rider support")));

        assertThat(session.principal().subject()).isEqualTo("alice");
        assertThat(session.principal().roles()).containsExactlyInAnyOrder("rider", "support");
        String credentials = issuer.credentials().get(0).replace("Basic ", "");
        assertThat(new String(Base64.getDecoder().decode(credentials))).isEqualTo("how%3Adah:se+cret%2B%25");
    }

    @Test
    void jwtsAreNotIntrospected() {
        Auth.verify(verifiers, issuer.token("alice"));

        assertThat(issuer.asked(IssuerStub.INTROSPECTION_PATH)).isZero();
    }

    @Test
    void rulesApplyToTheResponse() {
        assertRefused(Map.of("sub", "alice", "active", false), Reason.INACTIVE);
        assertRefused(Map.of("sub", "alice", "active", "yes"), Reason.INACTIVE);
        assertRefused(Map.of("sub", "alice", "aud", "billing"), Reason.AUDIENCE);
        assertRefused(Map.of("sub", "alice", "aud", ""), Reason.AUDIENCE);
        assertRefused(Map.of("sub", "alice", "iss", "https://id.example.com"), Reason.ISSUER);
        assertRefused(Map.of("sub", "alice", "exp", 1), Reason.EXPIRED);
        assertRefused(Map.of("sub", "alice", "nbf", clock.instant().getEpochSecond() + 100), Reason.NOT_YET_VALID);
        assertRefused(Map.of("sub", "alice", "at_hash", "77QmUPtjPfzWtF2AnpK9RQ"), Reason.MALFORMED);
        assertRefused(Map.of("sub", "alice", "cnf", Map.of("jkt", "0ZcOCORZNYy")), Reason.BINDING);
        assertRefused(Map.of(), Reason.SUBJECT);
        assertThat(Auth.verify(verifiers, issuer.opaqueToken(Map.of("sub", "alice", "iss", "", "exp", "")))
                        .expires())
                .contains(clock.instant().plus(Duration.ofHours(1)));
    }

    @Test
    void responseWithoutIssuerIsOfTheOnlyOne() {
        Session session = Auth.verify(verifiers, issuer.opaqueToken(Map.of("sub", "alice", "iss", "")));

        assertThat(session.principal().claim("iss")).containsExactly(issuer.url());
    }

    private void assertRefused(Map<String, ?> claims, Reason reason) {
        assertThat(Auth.refusal(verifiers, issuer.opaqueToken(claims)).reason())
                .as("%s", claims)
                .isEqualTo(reason);
    }

    @Test
    void resultIsCachedForAMinute() {
        String token = issuer.opaqueToken(Map.of("sub", "alice"));
        for (int i = 0; i < 10; i++) {
            Auth.verify(verifiers, token);
        }
        assertThat(issuer.asked(IssuerStub.INTROSPECTION_PATH)).isEqualTo(1);
        issuer.revoke(token);

        clock.pass(Duration.ofSeconds(59));
        Auth.verify(verifiers, token);
        clock.pass(Duration.ofSeconds(2));

        assertThat(Auth.refusal(verifiers, token).reason()).isEqualTo(Reason.INACTIVE);
    }

    @Test
    void resultIsCachedAsConfigured() {
        TokenVerifiers brief = TokenVerifiers.of(settings(Map.of("introspection-cache", "10s")), clock);
        String token = issuer.opaqueToken(Map.of("sub", "alice"));
        Auth.verify(brief, token);
        issuer.revoke(token);

        clock.pass(Duration.ofSeconds(9));
        Auth.verify(brief, token);
        clock.pass(Duration.ofSeconds(2));

        assertThat(Auth.refusal(brief, token).reason()).isEqualTo(Reason.INACTIVE);
    }

    @Test
    void secondVerificationBypassesTheCache() {
        // Given
        String token = issuer.opaqueToken(Map.of("sub", "alice"));
        assertThat(Auth.verify(verifiers, token).opaque()).contains(new OpaqueToken(token));
        assertThat(Auth.verify(verifiers, issuer.token("alice")).opaque()).isEmpty();

        // When, Then
        Auth.verify(verifiers::verifyAgain, token);
        assertThat(issuer.asked(IssuerStub.INTROSPECTION_PATH)).isEqualTo(2);
        issuer.revoke(token);
        Auth.verify(verifiers, token);
        assertThat(Auth.refusal(verifiers::verifyAgain, token).reason()).isEqualTo(Reason.INACTIVE);
        assertThat(Auth.refusal(verifiers, token).reason()).isEqualTo(Reason.INACTIVE);
    }

    @Test
    void tokenOfAnUnavailableIssuerStaysInTheCache() {
        String token = issuer.opaqueToken(Map.of("sub", "alice"));
        Auth.verify(verifiers, token);
        issuer.goAway();

        assertThat(Auth.refusal(verifiers::verifyAgain, token).reason()).isEqualTo(Reason.UNAVAILABLE);

        Auth.verify(verifiers, token);
    }

    @Test
    void refusalIsCachedForSomeSeconds() {
        for (int i = 0; i < 10; i++) {
            assertThat(Auth.refusal(verifiers, "unknown").reason()).isEqualTo(Reason.INACTIVE);
        }
        assertThat(issuer.asked(IssuerStub.INTROSPECTION_PATH)).isEqualTo(1);

        clock.pass(Duration.ofSeconds(6));
        Auth.refusal(verifiers, "unknown");

        assertThat(issuer.asked(IssuerStub.INTROSPECTION_PATH)).isEqualTo(2);
    }

    @Test
    void invalidTokenIsNotIntrospected() {
        assertThat(Auth.refusal(verifiers, "a b").reason()).isEqualTo(Reason.MALFORMED);
        assertThat(Auth.refusal(verifiers, "a&token=b").reason()).isEqualTo(Reason.MALFORMED);
        assertThat(issuer.asked(IssuerStub.INTROSPECTION_PATH)).isZero();
    }

    @Test
    void concurrentRequestsShareOneIntrospection() {
        String token = issuer.opaqueToken(Map.of("sub", "alice"));

        List<Future<Session>> all =
                IntStream.range(0, 20).mapToObj(i -> verifiers.verify(token)).toList();

        assertThatCode(() -> Future.all(all)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get())
                .doesNotThrowAnyException();
        assertThat(issuer.asked(IssuerStub.INTROSPECTION_PATH)).isEqualTo(1);
    }

    @Test
    void requestsToAnUnavailableIssuerBackOff() {
        issuer.goAway();
        String token = issuer.opaqueToken(Map.of("sub", "alice"));

        for (int i = 0; i < 50; i++) {
            assertThat(Auth.refusal(verifiers, token).reason()).isEqualTo(Reason.UNAVAILABLE);
        }
        assertThat(issuer.asked(IssuerStub.INTROSPECTION_PATH)).isEqualTo(5);
        assertThat(verifiers.unavailableIssuers()).containsKey("introspection");

        issuer.comeBack();
        clock.pass(Duration.ofSeconds(1));

        Auth.verify(verifiers, token);
        assertThat(verifiers.unavailableIssuers()).doesNotContainKey("introspection");
    }

    @Test
    void healthFindsOutByItselfThatTheIssuerIsBack() {
        // Given cached keys: a failed fetch would wait for the test's clock, which does not move
        Auth.verify(verifiers, issuer.token("alice"));
        issuer.goAway();
        Auth.refusal(verifiers, issuer.opaqueToken(Map.of("sub", "alice")));
        assertThat(verifiers.unavailableIssuers()).containsOnlyKeys("introspection");

        // When
        issuer.comeBack();
        clock.pass(Duration.ofSeconds(30));

        // Then
        await().untilAsserted(() -> assertThat(verifiers.unavailableIssuers()).isEmpty());
    }

    @Test
    void checksOfHealthBackOff() {
        // Given failures that count as the provider's, all recorded before the clock moves
        issuer.goAway();
        for (int i = 0; i < 5; i++) {
            Auth.refusal(verifiers, issuer.opaqueToken(Map.of("sub", "alice")));
        }
        assertThat(issuer.asked(IssuerStub.INTROSPECTION_PATH)).isEqualTo(5);

        // Then one request per backoff
        for (int i = 0; i < 100; i++) {
            assertThat(verifiers.unavailableIssuers()).containsKey("introspection");
        }
        assertThat(issuer.asked(IssuerStub.INTROSPECTION_PATH)).isEqualTo(5);
        clock.pass(Duration.ofSeconds(1));
        await().untilAsserted(() -> {
            assertThat(verifiers.unavailableIssuers()).containsKey("introspection");
            assertThat(issuer.asked(IssuerStub.INTROSPECTION_PATH)).isEqualTo(6);
        });
    }

    @Test
    void healthSendsNothingToAnAvailableIssuer() {
        for (int i = 0; i < 10; i++) {
            assertThat(verifiers.unavailableIssuers()).isEmpty();
        }

        // Requests are sent without waiting: the issuer gets those of the health check no later than this one
        Auth.verify(verifiers, issuer.opaqueToken(Map.of("sub", "alice")));
        assertThat(issuer.asked(IssuerStub.INTROSPECTION_PATH)).isOne();
    }
}
