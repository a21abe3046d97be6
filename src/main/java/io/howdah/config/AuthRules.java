package io.howdah.config;

import io.howdah.config.AuthSettings.AccessTokens;
import io.howdah.config.AuthSettings.Bound;
import io.howdah.config.AuthSettings.Introspection;
import io.howdah.config.AuthSettings.LiveChecks;
import io.howdah.config.AuthSettings.Mode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Validates the settings {@code howdah.auth.*}, each alone and together. */
final class AuthRules {

    static final String MODE = "howdah.auth.mode";
    static final String MODE_RULE =
            "must be oidc, with howdah.auth.issuer and howdah.auth.audience, or none: then every request is anonymous";

    private static final String ISSUER = "howdah.auth.issuer";
    private static final String AUDIENCE = "howdah.auth.audience";
    private static final String ALGORITHMS = "howdah.auth.algorithms";
    private static final String CLOCK_SKEW = "howdah.auth.clock-skew";
    private static final String LOGOUT_AUDIENCE = "howdah.auth.logout-audience";
    private static final String LOGOUT_TTL = "howdah.auth.logout-ttl";
    private static final String BOUND_TOKENS = "howdah.auth.bound-tokens";
    private static final String KEY_FILE = "howdah.auth.key-file";
    private static final String CA_FILE = "howdah.auth.ca-file";
    private static final String INTROSPECTION_URL = "howdah.auth.introspection-url";
    private static final String CLIENT_ID = "howdah.auth.client-id";
    private static final String CLIENT_SECRET = "howdah.auth.client-secret";

    /** Algorithms that verify with a public key. With HS256 the verifying key could also sign. */
    private static final Set<String> KNOWN_ALGORITHMS =
            new TreeSet<>(Set.of("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"));

    private static final Duration MIN_LOGOUT_TTL = Duration.ofHours(1);
    private static final String CACHE = "howdah.auth.introspection-cache";
    private static final Duration MIN_CACHE = Duration.ofSeconds(1);
    private static final Duration MAX_CACHE = Duration.ofHours(1);
    private static final String PER_SECOND = "howdah.auth.max-introspections-per-second";
    private static final int MAX_PER_SECOND = 10_000;
    private static final Duration MAX_SKEW = Duration.ofMinutes(10);

    /** Settings that have no effect without an issuer. */
    private static final List<String> ONLY_WITH_OIDC =
            List.of(ISSUER, AUDIENCE, LOGOUT_AUDIENCE, KEY_FILE, CA_FILE, INTROSPECTION_URL, CLIENT_ID, CLIENT_SECRET);

    private AuthRules() {}

    static AuthSettings check(SettingValues values) {
        AuthSettings settings = new AuthSettings(
                mode(values),
                list(values, ISSUER).stream()
                        .map(text -> address(ISSUER, text))
                        .distinct()
                        .toList(),
                list(values, AUDIENCE),
                algorithms(values),
                requiredList(values, "howdah.auth.subject-claim"),
                list(values, "howdah.auth.roles-claim"),
                requiredList(values, "howdah.auth.audience-claim"),
                new AccessTokens(
                        values.flag("howdah.auth.require-at-jwt"),
                        values.flag("howdah.auth.refuse-nonce"),
                        bound(values)),
                clockSkew(values),
                keyFile(values),
                caFile(values),
                introspection(values),
                new LiveChecks(cachePeriod(values), values.integer(PER_SECOND, 1, MAX_PER_SECOND)),
                values.flag("howdah.auth.anonymous"),
                logoutAudiences(values),
                logoutTtl(values),
                values.text("howdah.auth.admin-role"));
        settings.mode().ifPresent(mode -> checkTogether(values, settings, mode));
        return settings;
    }

    private static Bound bound(SettingValues values) {
        String text = values.text(BOUND_TOKENS);
        return switch (text) {
            case "refuse" -> Bound.REFUSE;
            case "certificate" -> {
                if (values.optional("howdah.http.tls-certificate").isEmpty()) {
                    throw new SettingException(
                            BOUND_TOKENS,
                            text,
                            "needs howdah.http.tls-certificate: clients send their certificates in the TLS handshake");
                }
                yield Bound.CERTIFICATE;
            }
            case "accept" -> Bound.ACCEPT;
            default -> throw new SettingException(BOUND_TOKENS, text, "must be refuse, certificate or accept");
        };
    }

    private static Optional<Mode> mode(SettingValues values) {
        return values.optional(MODE).map(text -> switch (text) {
            case "oidc" -> Mode.OIDC;
            case "none" -> Mode.NONE;
            default -> throw new SettingException(MODE, text, MODE_RULE);
        });
    }

    private static void checkTogether(SettingValues values, AuthSettings settings, Mode mode) {
        if (mode == Mode.NONE) {
            for (String key : ONLY_WITH_OIDC) {
                if (values.optional(key).isPresent()) {
                    throw new SettingException(key + " is set, but " + MODE + "=none accepts no tokens; set " + MODE
                            + "=oidc, or delete " + key);
                }
            }
            return;
        }
        if (settings.issuers().isEmpty()) {
            throw new SettingException(
                    ISSUER, "", "must be set with " + MODE + "=oidc: the claim iss of accepted tokens");
        }
        if (settings.audiences().isEmpty()) {
            throw new SettingException(
                    AUDIENCE,
                    "",
                    "must be set with " + MODE + "=oidc, else Howdah would accept tokens for other services");
        }
        if (settings.keyFile().isPresent() && settings.issuers().size() > 1) {
            throw new SettingException(
                    KEY_FILE,
                    settings.keyFile().get().toString(),
                    "needs exactly one " + ISSUER + ": with several, each could sign for the others");
        }
    }

    private static Set<String> algorithms(SettingValues values) {
        List<String> names = requiredList(values, ALGORITHMS);
        for (String name : names) {
            if (!KNOWN_ALGORITHMS.contains(name)) {
                throw new SettingException(
                        ALGORITHMS, name, "must be from the list " + String.join(", ", KNOWN_ALGORITHMS));
            }
        }
        return names.stream().map(AuthSettings::algorithm).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Duration clockSkew(SettingValues values) {
        Duration skew = values.duration(CLOCK_SKEW);
        if (skew.compareTo(MAX_SKEW) > 0) {
            throw new SettingException(
                    CLOCK_SKEW,
                    values.text(CLOCK_SKEW),
                    "must be at most 10m: expired tokens stay valid for this time");
        }
        return skew;
    }

    private static List<String> logoutAudiences(SettingValues values) {
        return list(values, values.optional(LOGOUT_AUDIENCE).isPresent() ? LOGOUT_AUDIENCE : AUDIENCE);
    }

    private static Duration logoutTtl(SettingValues values) {
        Duration ttl = values.duration(LOGOUT_TTL);
        if (ttl.compareTo(MIN_LOGOUT_TTL) < 0) {
            throw new SettingException(
                    LOGOUT_TTL,
                    values.text(LOGOUT_TTL),
                    "must be at least 1h, and at least the lifetime of an access token: after it Howdah accepts the token again");
        }
        return ttl;
    }

    private static Duration cachePeriod(SettingValues values) {
        Duration period = values.duration(CACHE);
        if (period.compareTo(MIN_CACHE) < 0 || period.compareTo(MAX_CACHE) > 0) {
            throw new SettingException(
                    CACHE, values.text(CACHE), "must be from 1s to 1h: a revoked token stays valid for this time");
        }
        return period;
    }

    private static Optional<Introspection> introspection(SettingValues values) {
        Optional<String> url = values.optional(INTROSPECTION_URL);
        Optional<String> id = values.optional(CLIENT_ID);
        Optional<String> secret = values.secret(CLIENT_SECRET);
        if (url.isPresent() && id.isPresent() && secret.isPresent()) {
            return Optional.of(new Introspection(address(INTROSPECTION_URL, url.get()), id.get(), secret.get()));
        }
        if (url.isPresent() || id.isPresent() || secret.isPresent()) {
            throw new SettingException(INTROSPECTION_URL + ", " + CLIENT_ID + " and " + CLIENT_SECRET
                    + " belong together; set all three or none");
        }
        return Optional.empty();
    }

    /** Parses an address. It must use https: who can change a response in transit decides which tokens are valid. */
    private static URI address(String key, String text) {
        try {
            URI url = new URI(text);
            String host = url.getHost();
            boolean safe = "https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && isLoopback(host));
            if (safe
                    && host != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Rejected below.
        }
        throw new SettingException(
                key,
                text.contains("@") ? Secrets.HIDDEN : text,
                "must be an address such as https://id.example.com/realms/shop, without user or query; http is only"
                        + " for this machine");
    }

    private static boolean isLoopback(String host) {
        return host != null
                && (host.toLowerCase(Locale.ROOT).equals("localhost")
                        || host.equals("[::1]")
                        || host.matches("127(\\.[0-9]{1,3}){3}"));
    }

    private static Optional<Path> keyFile(SettingValues values) {
        return values.optional(KEY_FILE).map(name -> {
            read(KEY_FILE, Path.of(name));
            return Path.of(name);
        });
    }

    private static Optional<Path> caFile(SettingValues values) {
        return values.optional(CA_FILE).map(name -> {
            Path path = Path.of(name);
            if (!read(CA_FILE, path).contains("-----BEGIN ")) {
                throw new SettingException(CA_FILE, name, "must be a PEM file of certificates");
            }
            return new TlsFile(path, "PEM", Optional.empty())
                    .requireCertificates(CA_FILE)
                    .path();
        });
    }

    private static String read(String key, Path path) {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new SettingException(key, path.toString(), "must be a file that this process can read");
        }
    }

    private static List<String> requiredList(SettingValues values, String key) {
        List<String> list = list(values, key);
        if (list.isEmpty()) {
            throw new SettingException(key, "", "must be set; its default is in " + SettingFiles.DEFAULTS);
        }
        return list;
    }

    private static List<String> list(SettingValues values, String key) {
        return values.optional(key).stream()
                .flatMap(text -> Stream.of(text.split(",")))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .distinct()
                .toList();
    }
}
