package io.howdah.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.security.Authentication;
import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.Authenticator;
import io.howdah.security.CertificateBinding;
import io.howdah.security.Principal;
import io.howdah.security.Revocations;
import io.howdah.security.Session;
import io.howdah.security.Tickets;
import io.howdah.security.TokenVerifier;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTest {

    private final MongoClient mongo = MongoClients.create("mongodb://127.0.0.1:1");
    private final MongoDatabase system = mongo.getDatabase("never_asked");

    @AfterEach
    void close() {
        mongo.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer alice", "Bearer   alice", " BEARER alice "})
    void tokenTellsWhoItIs(String value) {
        Future<Session> session =
                Bearer.session(byToken(), header(value), Optional::empty).orElseThrow();

        assertThat(session.result().principal().subject()).isEqualTo("alice");
    }

    @Test
    void tokenMayHaveWhatTheSpecificationSays() throws Exception {
        String token = "azAZ09-._~+/==";

        assertThat(Bearer.of("Bearer " + token)).isEqualTo(token);
    }

    @Test
    void withoutAHeaderThereIsNone() {
        assertThat(Bearer.session(byToken(), MultiMap.caseInsensitiveMultiMap(), Optional::empty))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic YWxpY2U6c2VjcmV0",
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Bearer a=b",
                "Bearer =",
                "Bearer ä",
                "Beareralice",
                "alice",
                ""
            })
    void headerOfAnotherFormIsRefused(String value) {
        Optional<Future<Session>> session = Bearer.session(byToken(), header(value), Optional::empty);

        assertThat(session.orElseThrow().cause()).isInstanceOf(AuthenticationException.class);
    }

    /** A proxy in front may ask for a password, and passes it on. */
    @ParameterizedTest
    @ValueSource(strings = {"Basic YWxpY2U6c2VjcmV0", "Bearer alice", ""})
    void whereNobodyIsAuthenticatedTheHeaderIsNotLookedAt(String value) {
        assertThat(Bearer.session(authenticator(Authentication.NONE), header(value), Optional::empty))
                .isEmpty();
    }

    @Test
    void tokenBoundToACertificateIsTakenWithItAlone() {
        // Given
        Principal alice = new Principal("alice", Map.of(CertificateBinding.CLAIM, List.of("of alice")), Set.of());
        Authenticator checks = authenticator(Authentication.byToken(
                token -> Future.succeededFuture(Session.of(token.equals("bound") ? alice : Principal.of("bob"))),
                false,
                true));

        // When, Then
        assertThat(session(checks, "bound", "of alice").succeeded()).isTrue();
        for (String other : List.of("of mallory", "")) {
            assertThat(session(checks, "bound", other).cause())
                    .isInstanceOfSatisfying(
                            AuthenticationException.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.BINDING));
        }
        assertThat(session(checks, "free", "").succeeded()).isTrue();
    }

    private static Future<Session> session(Authenticator checks, String token, String certificate) {
        return Bearer.session(
                        checks,
                        header("Bearer " + token),
                        () -> Optional.of(certificate).filter(text -> !text.isEmpty()))
                .orElseThrow();
    }

    private Authenticator byToken() {
        TokenVerifier tokens = token -> Future.succeededFuture(Session.of(Principal.of(token)));
        return authenticator(Authentication.byToken(tokens, false, false));
    }

    private Authenticator authenticator(Authentication authentication) {
        return new Authenticator(
                authentication, new Revocations(system, Duration.ZERO), new Tickets(system), (request, failure) -> {});
    }

    private static MultiMap header(String value) {
        return MultiMap.caseInsensitiveMultiMap().add("Authorization", value);
    }
}
