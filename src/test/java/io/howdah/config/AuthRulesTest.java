package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.howdah.config.AuthSettings.Mode;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuthRulesTest {

    private static final Map<String, String> OIDC =
            Map.of("mode", "oidc", "issuer", "https://id.example.com/", "audience", "howdah");

    @Test
    void modeHasNoDefault() {
        AuthSettings settings = check(Map.of());

        assertThat(settings.mode()).isEmpty();
        assertThatThrownBy(settings::requireMode)
                .isInstanceOf(SettingException.class)
                .hasMessage("howdah.auth.mode= must be oidc, with howdah.auth.issuer and howdah.auth.audience, or none:"
                        + " then every request is anonymous");
        assertThat(check(Map.of("mode", "none")).requireMode()).isEqualTo(Mode.NONE);
        assertThat(check(OIDC).requireMode()).isEqualTo(Mode.OIDC);
    }

    @Test
    void listsAreSeparatedByCommas() {
        AuthSettings settings = check(with(
                "issuer", "https://a.example.com, http://localhost:8180/realms/x,http://[::1]:1", "audience", "a,b"));

        assertThat(settings.issuers())
                .containsExactly(
                        URI.create("https://a.example.com"),
                        URI.create("http://localhost:8180/realms/x"),
                        URI.create("http://[::1]:1"));
        assertThat(settings.audiences()).containsExactly("a", "b");
        assertThat(settings.algorithms()).containsExactly("RS256", "ES256", "EdDSA");
        assertThat(settings.subjectClaims()).containsExactly("sub");
        assertThat(settings.anonymous()).isFalse();
        assertThat(settings.logoutAudiences()).containsExactly("a", "b");
        assertThat(check(with("logout-audience", "web, app")).logoutAudiences()).containsExactly("web", "app");
    }

    @Test
    void ed25519IsTheNameOfEdDsaSinceRfc9864() {
        assertThat(check(with("algorithms", "Ed25519,PS256,EdDSA")).algorithms())
                .containsExactly("EdDSA", "PS256");
    }

    static List<Arguments> mistakes() {
        return List.of(
                arguments(Map.of("mode", "jwt"), "howdah.auth.mode=jwt must be oidc, with "),
                arguments(Map.of("mode", "oidc"), "howdah.auth.issuer= must be set with howdah.auth.mode=oidc"),
                arguments(with("audience", ""), "howdah.auth.audience= must be set with howdah.auth.mode=oidc"),
                arguments(
                        with("mode", "none"),
                        "howdah.auth.issuer is set, but howdah.auth.mode=none accepts no tokens; set"),
                arguments(
                        with("issuer", "http://id.example.com"),
                        "howdah.auth.issuer=http://id.example.com must be an address such as https://"),
                arguments(with("issuer", "http://127.evil.example.com"), "howdah.auth.issuer=http://127.evil"),
                arguments(with("issuer", "https://a:b@id.example.com"), "howdah.auth.issuer=(hidden) must be"),
                arguments(with("issuer", "https://id.example.com/?a=b"), "howdah.auth.issuer=https://id.example.com/?"),
                arguments(with("issuer", "id.example.com"), "howdah.auth.issuer=id.example.com must be an address"),
                arguments(with("algorithms", "HS256"), "howdah.auth.algorithms=HS256 must be from the list ES256, "),
                arguments(with("algorithms", "RS256,none"), "howdah.auth.algorithms=none must be from the list "),
                arguments(with("algorithms", ""), "howdah.auth.algorithms= must be set"),
                arguments(with("subject-claim", ","), "howdah.auth.subject-claim= must be set"),
                arguments(with("clock-skew", "11m"), "howdah.auth.clock-skew=11m must be at most 10m"),
                arguments(with("logout-ttl", "59m"), "howdah.auth.logout-ttl=59m must be at least 1h"),
                arguments(with("logout-ttl", "soon"), "howdah.auth.logout-ttl=soon must be"),
                arguments(
                        Map.of("mode", "none", "logout-audience", "web"),
                        "howdah.auth.logout-audience is set, but howdah.auth.mode=none accepts no tokens; set"),
                arguments(with("require-at-jwt", "yes"), "howdah.auth.require-at-jwt=yes must be true or false"),
                arguments(with("refuse-nonce", "1"), "howdah.auth.refuse-nonce=1 must be true or false"),
                arguments(with("bound-tokens", "yes"), "howdah.auth.bound-tokens=yes must be refuse, certificate or"),
                arguments(
                        with("bound-tokens", "certificate"),
                        "howdah.auth.bound-tokens=certificate needs howdah.http.tls-certificate: clients"),
                arguments(with("introspection-cache", "0s"), "howdah.auth.introspection-cache=0s must be"),
                arguments(
                        with("introspection-cache", "999ms"),
                        "howdah.auth.introspection-cache=999ms must be from 1s to"),
                arguments(with("introspection-cache", "61m"), "howdah.auth.introspection-cache=61m must be from 1s to"),
                arguments(
                        with("max-introspections-per-second", "0"),
                        "howdah.auth.max-introspections-per-second=0 must be from 1 to 10000"),
                arguments(with("anonymous", "yes"), "howdah.auth.anonymous=yes must be true or false"),
                arguments(with("key-file", "/not/here"), "howdah.auth.key-file=/not/here must be a file that"),
                arguments(with("ca-file", "/not/here"), "howdah.auth.ca-file=/not/here must be a file that"),
                arguments(with("ca-file", "pom.xml"), "howdah.auth.ca-file=pom.xml must be a PEM file"),
                arguments(
                        with("key-file", "pom.xml", "issuer", "https://a.example.com,https://b.example.com"),
                        "howdah.auth.key-file=pom.xml needs exactly one howdah.auth.issuer"),
                arguments(with("client-secret", "top"), "howdah.auth.introspection-url, howdah.auth.client-id and"),
                arguments(
                        with("client-secret", "top", "client-id", "a", "introspection-url", "http://id.example.com"),
                        "howdah.auth.introspection-url=http://id.example.com must be an address"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakeStopsTheStartWithOneLine(Map<String, String> keys, String message) {
        assertThatThrownBy(() -> check(keys))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(message)
                .message()
                .hasLineCount(1)
                .doesNotContain("top");
    }

    @Test
    void secretIsHiddenFromTextsAndRoutes() {
        SettingValues values = values(
                with("client-secret", "t0p s3cret", "client-id", "a", "introspection-url", "https://id.example.com/i"));

        assertThat(Settings.of(values).auth().introspection().orElseThrow().clientSecret())
                .isEqualTo("t0p s3cret");
        assertThat(Settings.of(values).toString()).doesNotContain("t0p s3cret");
        assertThat(values.forRoutes()).doesNotContainValue("t0p s3cret");
    }

    private static Map<String, String> with(String... pairs) {
        Map<String, String> keys = new HashMap<>(OIDC);
        for (int i = 0; i < pairs.length; i += 2) {
            keys.put(pairs[i], pairs[i + 1]);
        }
        return keys;
    }

    private static AuthSettings check(Map<String, String> keys) {
        return Settings.of(values(keys)).auth();
    }

    private static SettingValues values(Map<String, String> keys) {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());
        keys.forEach((key, value) -> values.override("howdah.auth." + key, value, "test"));
        return values;
    }
}
