package io.howdah.security.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.howdah.security.AuthenticationException;
import io.howdah.security.AuthenticationException.Reason;
import io.howdah.security.LogoutToken;
import io.howdah.testing.IssuerStub;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the rules of OpenID Connect Back-Channel Logout 1.0 for logout tokens, 2.4 and 2.6. */
class LogoutTokenIT {

    private static final IssuerStub ISSUER = IssuerStub.start();
    private static final IssuerStub OTHER = IssuerStub.start();
    private static final TokenVerifiers VERIFIERS = TokenVerifiers.of(Auth.settings(ISSUER, Map.of()));
    private static final TokenVerifiers WITH_CLIENT_IDS =
            TokenVerifiers.of(Auth.settings(ISSUER, Map.of("logout-audience", "shop-web, shop-app")));

    @AfterAll
    static void close() {
        ISSUER.close();
        OTHER.close();
    }

    @Test
    void logoutTokenNamesAccountAndSession() throws Exception {
        long now = Instant.now().getEpochSecond();

        LogoutToken token =
                verify(VERIFIERS, ISSUER.logoutToken(Map.of("sub", "alice", "sid", "s-1", "jti", "t-1", "iat", now)));

        assertThat(token.issuer()).isEqualTo(ISSUER.url());
        assertThat(token.subject()).contains("alice");
        assertThat(token.session()).contains("s-1");
        assertThat(token.id()).isEqualTo("t-1");
        assertThat(token.issued()).isEqualTo(Instant.ofEpochSecond(now));
        assertThat(verify(VERIFIERS, ISSUER.logoutToken(Map.of("sid", "s-1"))).subject())
                .isEmpty();
        assertThat(verify(VERIFIERS, ISSUER.logoutToken(Map.of("sub", "alice"))).session())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"logout+jwt", "application/logout+jwt", "JWT", ""})
    void typeIsOptional(String type) throws Exception {
        String token = ISSUER.key().token(Map.of("typ", type), claims(Map.of("sub", "alice")));

        assertThat(verify(VERIFIERS, token).subject()).contains("alice");
    }

    @Test
    void audienceIsTheClientIdOfTheLogin() throws Exception {
        String webToken = ISSUER.logoutToken(Map.of("sub", "alice", "aud", List.of("other", "shop-web")));

        assertThat(verify(WITH_CLIENT_IDS, webToken).subject()).contains("alice");
        assertThat(refusal(VERIFIERS, webToken).reason()).isEqualTo(Reason.AUDIENCE);
        assertThat(refusal(WITH_CLIENT_IDS, ISSUER.logoutToken(Map.of("sub", "alice")))
                        .reason())
                .isEqualTo(Reason.AUDIENCE);
    }

    @Test
    void expiryTimeIsOptionalAndBounded() throws Exception {
        MutableClock clock = new MutableClock();
        TokenVerifiers verifiers = TokenVerifiers.of(Auth.settings(ISSUER, Map.of("clock-skew", "30s")), clock);
        String without = ISSUER.logoutToken(Map.of("sub", "alice", "exp", ""));
        String endless = ISSUER.logoutToken(
                Map.of("sub", "alice", "exp", Instant.now().plusSeconds(86_400).getEpochSecond()));
        assertThat(verify(verifiers, without).subject()).contains("alice");
        assertThat(verify(verifiers, endless).subject()).contains("alice");

        clock.pass(LogoutRules.MAX_AGE.plus(Duration.ofSeconds(31)));

        assertThat(refusal(verifiers, without).reason()).isEqualTo(Reason.EXPIRED);
        assertThat(refusal(verifiers, endless).reason()).isEqualTo(Reason.EXPIRED);
    }

    static List<Arguments> refusals() {
        long now = Instant.now().getEpochSecond();
        return List.of(
                refused("garbage", Reason.MALFORMED, issuer -> "garbage"),
                refused("an access token", Reason.MALFORMED, issuer -> issuer.token("alice")),
                refused(
                        "an access token by its type",
                        Reason.MALFORMED,
                        issuer -> issuer.key().token(Map.of("typ", "at+jwt"), claims(Map.of("sub", "alice")))),
                refused(
                        "unsigned",
                        Reason.ALGORITHM,
                        issuer -> issuer.key()
                                .token(Map.of("alg", "none"), claims(Map.of("sub", "alice")))
                                .replaceFirst("\\.[^.]*$", ".")),
                refused(
                        "signed by another key",
                        Reason.SIGNATURE,
                        issuer -> OTHER.key().token(Map.of("typ", "logout+jwt"), claims(Map.of("sub", "alice")))),
                refused("of another issuer", Reason.ISSUER, issuer -> OTHER.logoutToken(Map.of("sub", "alice"))),
                claim("aud", "", Reason.AUDIENCE),
                claim("aud", "another", Reason.AUDIENCE),
                claim("iat", "", Reason.MALFORMED),
                claim("iat", now + 600, Reason.NOT_YET_VALID),
                claim("iat", now - 600, Reason.EXPIRED),
                claim("exp", now - 60, Reason.EXPIRED),
                claim("events", "", Reason.MALFORMED),
                claim("events", "http://schemas.openid.net/event/backchannel-logout", Reason.MALFORMED),
                claim("events", List.of(LogoutRules.EVENT), Reason.MALFORMED),
                claim("events", Map.of(LogoutRules.EVENT, "yes"), Reason.MALFORMED),
                claim("events", Map.of("http://schemas.openid.net/event/other", Map.of()), Reason.MALFORMED),
                claim("nonce", "n-1", Reason.MALFORMED),
                claim("jti", "", Reason.MALFORMED),
                claim("jti", " ", Reason.MALFORMED),
                claim("sub", "", Reason.MALFORMED),
                claim("sub", List.of("alice", "bob"), Reason.MALFORMED),
                claim("sid", 7, Reason.MALFORMED),
                claim("sid", "a".repeat(1_025), Reason.MALFORMED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void invalidTokenIsRefused(String name, Reason reason, Function<IssuerStub, String> token) {
        AuthenticationException refusal = refusal(VERIFIERS, token.apply(ISSUER));

        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
        assertThat(refusal.getMessage()).isNotBlank().hasLineCount(1);
    }

    @Test
    void logoutTokenIsNoAccessToken() {
        assertThat(Auth.refusal(VERIFIERS, ISSUER.logoutToken(Map.of("sub", "alice")))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
        assertThat(Auth.refusal(VERIFIERS, ISSUER.key().token(Map.of("typ", "JWT"), claims(Map.of("sub", "alice"))))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
    }

    private static Map<String, Object> claims(Map<String, ?> claims) {
        Map<String, Object> all = ISSUER.claims(claims);
        all.putIfAbsent("events", Map.of(LogoutRules.EVENT, Map.of()));
        return all;
    }

    private static Arguments refused(String name, Reason reason, Function<IssuerStub, String> token) {
        return arguments(name, reason, token);
    }

    /** Returns a case with a logout token of alice that has a claim with this value, or without the claim if it is "". */
    private static Arguments claim(String name, Object value, Reason reason) {
        String shown = value.toString();
        return arguments(
                name + "=" + shown.substring(0, Math.min(60, shown.length())), reason, (Function<IssuerStub, String>)
                        issuer -> issuer.logoutToken(
                                name.equals("sub") ? Map.of(name, value) : Map.of("sub", "alice", name, value)));
    }

    private static LogoutToken verify(TokenVerifiers verifiers, String token) throws Exception {
        return verifiers
                .verifyLogout(token)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static AuthenticationException refusal(TokenVerifiers verifiers, String token) {
        AuthenticationException[] refusal = new AuthenticationException[1];
        assertThatThrownBy(() -> verify(verifiers, token))
                .isInstanceOfSatisfying(
                        ExecutionException.class, failure -> refusal[0] = (AuthenticationException) failure.getCause());
        return refusal[0];
    }
}
