package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeRulesTest {

    @Test
    void defaultsAllowOnlyPagesOfThisHostWithoutTls() {
        EdgeSettings edge = check(Map.of());

        assertThat(edge.allowedOrigins()).isEmpty();
        assertThat(edge.trustedProxies()).containsExactly("127.0.0.0/8", "::1/128");
        assertThat(edge.headTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(edge.tls()).isEmpty();
    }

    @Test
    void originsAreNormalizedLikeInBrowsers() {
        EdgeSettings edge = check(Map.of(
                "howdah.http.allowed-origins", "https://App.Example.com:443, capacitor://localhost,http://[::1]:3000"));

        assertThat(edge.allowedOrigins())
                .containsExactlyInAnyOrder(
                        new Origin("https", "app.example.com", 443),
                        new Origin("capacitor", "localhost", 0),
                        new Origin("http", "[::1]", 3000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "app.example.com",
                "https://*.example.com",
                "https://app.example.com/",
                "https://app.example.com/path",
                "https://user@app.example.com",
                "https://app.example.com:70000",
                "https://app.example.com?x",
                "https://a.example,",
                "https://a.example https://b.example"
            })
    void invalidOriginIsRefused(String origin) {
        assertThatThrownBy(() -> check(Map.of("howdah.http.allowed-origins", origin)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("howdah.http.allowed-origins=")
                .hasMessageContaining("https://app.example.com, without a path and without *")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 10.0.0.0/8", "10.1.2.3, 10.1.2.3/32", "2001:db8::/32, 2001:db8::/32", "::1, ::1/128"})
    void proxiesAreAddressesAndNetworks(String value, String network) {
        assertThat(check(Map.of("howdah.http.trusted-proxies", value)).trustedProxies())
                .containsExactly(network);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.0/", "10.0.0.0/8,", "10.0.0.0/-1"})
    void invalidNetworkIsRefused(String network) {
        assertThatThrownBy(() -> check(Map.of("howdah.http.trusted-proxies", network)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("howdah.http.trusted-proxies=")
                .hasMessageEndingWith("must be a list of addresses or networks, such as 10.0.0.0/8,::1");
    }

    @Test
    void emptyListTrustsNoProxy() {
        assertThat(check(Map.of("howdah.http.trusted-proxies", "")).trustedProxies())
                .isEmpty();
    }

    static EdgeSettings check(Map<String, String> settings) {
        SettingValues values = SettingValues.load(List.of(), List.of(), Map.of());
        settings.forEach((key, value) -> values.override(key, value, "test"));
        return EdgeRules.check(values);
    }
}
