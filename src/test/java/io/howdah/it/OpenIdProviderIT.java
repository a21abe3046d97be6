package io.howdah.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.testing.Http;
import io.howdah.testing.NotificationClient;
import io.howdah.testing.OpenIdProvider;
import io.howdah.testing.OpenIdProvider.Login;
import io.howdah.testing.RunningApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of a certified OpenID provider (npm oidc-provider) that runs alongside the application, on all paths. */
class OpenIdProviderIT {

    private static final HttpClient HTTP = Http.client();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int EXPIRED = 4401;

    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    private static OpenIdProvider provider;
    private static RunningApplication howdah;

    @BeforeAll
    static void start() throws Exception {
        provider = OpenIdProvider.start();
        howdah = RunningApplication.demoOf(
                provider.issuer(),
                Map.of(
                        // The login client's own id is one, so that its ID tokens have a right audience.
                        "howdah.auth.audience", "howdah," + OpenIdProvider.CLIENT,
                        "howdah.auth.logout-audience", OpenIdProvider.CLIENT,
                        "howdah.auth.algorithms", "RS256,PS256,ES256,EdDSA",
                        "howdah.auth.require-at-jwt", "true",
                        "howdah.auth.clock-skew", "1s",
                        "howdah.auth.introspection-url",
                                provider.endpoint("introspection_endpoint").toString(),
                        "howdah.auth.client-id", "howdah",
                        "howdah.auth.client-secret", "howdah-secret",
                        "howdah.auth.introspection-cache", "1s"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (howdah != null) {
            howdah.close();
        }
        if (provider != null) {
            provider.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"RS256", "PS256", "ES256", "EdDSA", "Ed25519"})
    void accessTokenIsAcceptedAndTheIdTokenIsNot(String algorithm) throws Exception {
        // When
        Login alice = provider.signIn("alice", algorithm);

        // Then
        assertThat(alice.header().path("alg").asText()).isEqualTo(algorithm);
        assertThat(alice.header().path("typ").asText()).isEqualTo("at+jwt");
        assertThat(status(alice.accessToken())).isEqualTo(200);
        assertThat(status(alice.idToken())).isEqualTo(401);
    }

    @Test
    void tokenOfANewKeyIsAcceptedSoon() throws Exception {
        // Given
        Login before = provider.signIn("alice", "ES256");
        assertThat(status(before.accessToken())).isEqualTo(200);

        // When
        provider.rotateKeys();
        Login after = provider.signIn("alice", "ES256");

        // Then
        assertThat(after.header().path("kid").asText())
                .isNotEqualTo(before.header().path("kid").asText());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(status(after.accessToken())).isEqualTo(200));
        // Until the signature is forgotten, in a minute.
        assertThat(status(before.accessToken())).isEqualTo(200);
    }

    @Test
    void socketEndsWithItsTokenAndAnotherGoesOnFromItsCursor() throws Exception {
        // Given
        change("before");
        Login alice = provider.signIn("alice", "brief");
        String cursor;
        try (NotificationClient socket = subscribe(alice, "")) {

            // When
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(socket.closeCode()).isEqualTo(EXPIRED));
            cursor = socket.cursor();
        }
        change("meanwhile");
        alice.refresh();

        // Then
        try (NotificationClient socket = subscribe(alice, "since=" + cursor)) {
            await().atMost(PATIENCE).until(() -> !socket.frames("meanwhile").isEmpty());
            assertThat(socket.frames("before")).isEmpty();
            assertThat(socket.controls("resync")).isEmpty();
            assertThat(socket.controls("ready").get(0).at("/data/recovered").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void opaqueTokenHoldsUntilItIsRevoked() throws Exception {
        // Given
        Login alice = provider.signIn("alice", "opaque");
        Login bob = provider.signIn("bob", "opaque");
        assertThat(alice.accessToken()).doesNotContain(".");
        assertThat(status(alice.accessToken())).isEqualTo(200);
        try (NotificationClient socket = subscribe(alice, "");
                NotificationClient others = subscribe(bob, "")) {

            // When
            alice.revoke();

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(socket.closeCode()).isEqualTo(EXPIRED));
            assertThat(status(alice.accessToken())).isEqualTo(401);
            assertThat(others.closeCode()).isZero();
            assertThat(status(bob.accessToken())).isEqualTo(200);
        }
    }

    @Test
    void signOutAtTheProviderEndsTheSessionOfThatBrowser() throws Exception {
        // Given
        provider.tellLogouts("http://127.0.0.1:" + howdah.port() + "/backchannel-logout");
        Login desk = provider.signIn("dave", "ES256");
        Login phone = provider.signIn("dave", "ES256");
        assertThat(desk.claims().path("sid").asText())
                .isNotEmpty()
                .isNotEqualTo(phone.claims().path("sid").asText());
        try (NotificationClient ended = subscribe(desk, "");
                NotificationClient stays = subscribe(phone, "")) {

            // When
            desk.signOut();

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ended.closeCode()).isEqualTo(EXPIRED));
            assertThat(status(desk.accessToken())).isEqualTo(401);
            assertThat(stays.closeCode()).isZero();
            assertThat(status(phone.accessToken())).isEqualTo(200);
        }
    }

    /** A JWT is valid until it expires, even if its provider revokes it: Howdah's revocations are for that. */
    @Test
    void revokedJwtIsRefusedOnceHowdahIsTold() throws Exception {
        Login carol = provider.signIn("carol", "RS256");
        assertThat(status(carol.accessToken())).isEqualTo(200);
        String id = carol.claims().path("jti").asText();
        Login operator = provider.signIn("operator", "RS256");

        assertThat(howdah.ask("revoke", "--token-id", id, "--token", operator.accessToken())
                        .exitCode())
                .isZero();

        assertThat(status(carol.accessToken())).isEqualTo(401);
    }

    private static NotificationClient subscribe(Login login, String query) {
        NotificationClient client = NotificationClient.withToken(howdah.port(), "rides", query, login.accessToken());
        await().atMost(PATIENCE).until(() -> !client.controls("ready").isEmpty());
        return client;
    }

    /** Sends a new ride of alice's, and waits until it is stored. */
    private static void change(String id) throws Exception {
        howdah.send("rides.topic", id, """
                {"rideId":"%s","seq":%d,"rider":{"id":"alice"},"driver":{"id":"d","name":"Omar"},"state":"NEAR","eta":1,\
                "time":"2026-01-01T00:00:00.000Z"}""".formatted(id, SEQUENCE.incrementAndGet()));
        await().atMost(PATIENCE).until(() -> howdah.collection("rides").countDocuments(new Document("_id", id)) == 1);
    }

    private static int status(String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + howdah.port() + "/api/rides"))
                .header("Authorization", "Bearer " + token)
                .timeout(PATIENCE)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
