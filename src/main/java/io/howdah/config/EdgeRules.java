package io.howdah.config;

import io.netty.util.NetUtil;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Validates the settings {@code howdah.http.*} of origins, proxies, limits and TLS. */
final class EdgeRules {

    private static final String ALLOWED_ORIGINS = "howdah.http.allowed-origins";
    private static final String TRUSTED_PROXIES = "howdah.http.trusted-proxies";
    private static final String CERTIFICATE = "howdah.http.tls-certificate";
    private static final String KEY = "howdah.http.tls-key";
    private static final String MANAGEMENT_TLS = "howdah.management.tls";

    private static final int MAX_CONNECTIONS = 10_000_000;
    private static final int MAX_REQUESTS = 10_000_000;
    private static final Pattern BITS = Pattern.compile("[0-9]{1,3}");

    private EdgeRules() {}

    static EdgeSettings check(SettingValues values) {
        Optional<TlsFiles> tls = tls(values);
        boolean managementTls = values.flag(MANAGEMENT_TLS);
        if (managementTls && tls.isEmpty()) {
            throw new SettingException(
                    MANAGEMENT_TLS, "true", "needs " + CERTIFICATE + " and " + KEY + ", which apply to both ports");
        }
        return new EdgeSettings(
                origins(values),
                proxies(values),
                values.integer("howdah.http.max-header-bytes", 1024, 1024 * 1024),
                values.duration("howdah.http.head-timeout"),
                values.duration("howdah.http.body-timeout"),
                values.duration("howdah.http.keep-alive"),
                values.integer("howdah.http.max-connections", 1, MAX_CONNECTIONS),
                values.integer("howdah.http.max-connections-per-address", 1, MAX_CONNECTIONS),
                values.integer("howdah.http.connections-per-second-per-address", 1, MAX_CONNECTIONS),
                values.integer("howdah.http.requests-per-second", 1, MAX_REQUESTS),
                values.integer("howdah.http.failures-per-second", 1, MAX_REQUESTS),
                tls,
                managementTls);
    }

    private static Set<Origin> origins(SettingValues values) {
        Set<Origin> origins = new LinkedHashSet<>();
        list(values, ALLOWED_ORIGINS)
                .forEach(text -> origins.add(Origin.parse(text)
                        .orElseThrow(() -> new SettingException(
                                ALLOWED_ORIGINS,
                                text,
                                "must be a list of scheme://host or scheme://host:port, such as"
                                        + " https://app.example.com, without a path and without *"))));
        return origins;
    }

    private static List<String> proxies(SettingValues values) {
        List<String> networks = new ArrayList<>();
        list(values, TRUSTED_PROXIES).forEach(text -> networks.add(network(text)));
        return networks;
    }

    /** Returns a network as {@code address/bits}; a single address is a network of one. */
    private static String network(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        int maxBits = NetUtil.isValidIpV4Address(address) ? 32 : 128;
        String bits = slash < 0 ? String.valueOf(maxBits) : text.substring(slash + 1);
        boolean valid = (NetUtil.isValidIpV4Address(address) || NetUtil.isValidIpV6Address(address))
                && BITS.matcher(bits).matches()
                && Integer.parseInt(bits) <= maxBits;
        if (!valid) {
            throw new SettingException(
                    TRUSTED_PROXIES, text, "must be a list of addresses or networks, such as 10.0.0.0/8,::1");
        }
        return address + "/" + bits;
    }

    private static Optional<TlsFiles> tls(SettingValues values) {
        Optional<String> certificate = values.optional(CERTIFICATE);
        Optional<String> key = values.optional(KEY);
        if (certificate.isPresent() != key.isPresent()) {
            throw new SettingException(
                    certificate.isPresent() ? KEY : CERTIFICATE,
                    "",
                    "must be set together with " + (certificate.isPresent() ? CERTIFICATE : KEY));
        }
        return certificate.map(path -> {
            TlsFiles files = new TlsFiles(Path.of(path), Path.of(key.orElseThrow()), CERTIFICATE, KEY);
            files.read();
            return files;
        });
    }

    private static Stream<String> list(SettingValues values, String key) {
        return values.optional(key).stream()
                .flatMap(text -> Stream.of(text.split(",", -1)))
                .map(String::strip);
    }
}
