package io.howdah.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The raw settings, each with its source. Later sources override earlier ones: files, files of profiles, environment variables, then
 * flags.
 */
public final class SettingValues {

    /** Prefix of Howdah's own keys; others may be of Camel or of an application. */
    static final String OWN = "howdah.";

    /** Last words of keys with values that keep leading and trailing spaces. */
    private static final Set<String> VERBATIM = Set.of("password", "secret");

    private static final Set<Setting.Kind> OF_ENVIRONMENT =
            Set.of(Setting.Kind.ENVIRONMENT, Setting.Kind.ENVIRONMENT_FILE, Setting.Kind.FLAG);

    /** Minimum length of a secret to remove from texts; a shorter one would occur in words. */
    private static final int MIN_SECRET_LENGTH = 4;

    private static final Duration MAX_DURATION = Duration.ofDays(3650);

    private record Value(String text, String source, Setting.Kind kind) {}

    private final Map<String, Value> values = new LinkedHashMap<>();

    private SettingValues() {}

    /**
     * Reads all sources.
     *
     * @param profiles names of the profiles, as in {@code application-<profile>.properties}; later ones override earlier ones
     * @param folders application folders, each with an optional {@code application.properties} and profile files
     * @param environment the environment variables; {@code HOWDAH_HTTP_PORT} overrides {@code howdah.http.port}, and so on
     *     for every key that a file names, and {@code HOWDAH_KAFKA_CLIENT_RECEIVE_BUFFER_BYTES} for {@code
     *     howdah.kafka.client.receive.buffer.bytes} for every property of a Kafka client; with {@code _FILE}
     *     appended to its name, a variable is the path of a file with the value
     * @throws SettingException if a file cannot be read, or a key is unknown
     */
    public static SettingValues load(List<String> profiles, List<Path> folders, Map<String, String> environment) {
        return load(profiles, folders, "", environment);
    }

    /**
     * Reads all sources, including the files of the profile that the user selected, such as {@code prod}.
     *
     * @param named the selected profile, empty for none; its files in the folders, {@code application-<named>.properties} and {@code
     *     environments/<named>.properties}, override the other files of the folders
     * @throws SettingException if a file cannot be read, the profile has no file, or a key is unknown
     */
    public static SettingValues load(
            List<String> profiles, List<Path> folders, String named, Map<String, String> environment) {
        SettingValues result = new SettingValues();
        SettingFiles.read(profiles, folders, named, result::put);
        EnvironmentSettings.read(environment, Set.copyOf(result.values.keySet()), result::put);
        result.refuseUnknown();
        return result;
    }

    /**
     * Overrides keys with the flags {@code --set key=value} of a command.
     *
     * @throws SettingException if a key is unknown, or its value is secret
     */
    public void set(Map<String, String> flags) {
        flags.forEach((key, value) -> {
            if (Secrets.isSecret(key) || Secrets.holdsSecret(key, value)) {
                throw new SettingException("--set " + key + " is a secret, and other users of this machine can read"
                        + " arguments; set " + environmentName(key) + "_FILE to a file that contains it");
            }
            put(key, value, "--set", Setting.Kind.FLAG);
        });
        refuseUnknown();
    }

    /** Refuses unknown keys: with a misspelt key, the default would silently apply. */
    private void refuseUnknown() {
        Set<String> known = defaults().values.keySet();
        List<String> own = known.stream().filter(key -> key.startsWith(OWN)).toList();
        values.forEach((key, value) -> {
            if (key.startsWith(OWN) && !key.startsWith(KafkaClientProperties.PREFIX) && !known.contains(key)) {
                throw SettingException.unknown(key, value.source(), Nearest.of(key, own));
            }
        });
    }

    private static SettingValues defaults() {
        SettingValues defaults = new SettingValues();
        SettingFiles.readDefaults(defaults::put);
        return defaults;
    }

    /** Resets keys to their defaults, and removes those without one. */
    void reset(Predicate<String> keys) {
        values.keySet().removeIf(keys);
        defaults().values.forEach((key, value) -> {
            if (keys.test(key)) {
                values.put(key, value);
            }
        });
    }

    /** Returns the environment variable that overrides a key: {@code HOWDAH_HTTP_PORT} for {@code howdah.http.port}. */
    public static String environmentName(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** Overrides a key, for example with the address of an embedded service. */
    public void override(String key, String value, String source) {
        put(key, value, source, Setting.Kind.PROCESS);
    }

    private void put(String key, String value, String source, Setting.Kind kind) {
        values.put(key, new Value(isVerbatim(key) ? value : value.strip(), source, kind));
    }

    private static boolean isVerbatim(String key) {
        return key.startsWith(OWN) && VERBATIM.stream().anyMatch(key::endsWith);
    }

    /** Returns whether a key has another source than the default. */
    public boolean isConfigured(String key) {
        Value value = values.get(key);
        return value != null && value.kind() != Setting.Kind.DEFAULT;
    }

    /** Returns whether a value comes from the environment or a flag, which describe the machine and not the application. */
    public boolean isFromEnvironment(String key) {
        Value value = values.get(key);
        return value != null && OF_ENVIRONMENT.contains(value.kind());
    }

    /** Returns all settings in the order of their keys, with secrets hidden. */
    public List<Setting> shown() {
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Setting(
                        entry.getKey(),
                        Secrets.shown(entry.getKey(), entry.getValue().text()),
                        entry.getValue().kind(),
                        entry.getValue().source()))
                .toList();
    }

    /** Returns a text of another library, such as a message of Camel, without the secrets of settings. */
    public String withoutSecrets(String text) {
        String safe = text;
        for (Map.Entry<String, Value> entry : values.entrySet()) {
            String value = entry.getValue().text();
            if (value.length() >= MIN_SECRET_LENGTH && Secrets.holdsSecret(entry.getKey(), value)) {
                safe = safe.replace(value, Secrets.shown(entry.getKey(), value));
            }
        }
        return safe;
    }

    /** Returns all keys with their effective values, secrets included. */
    public Map<String, String> asMap() {
        Map<String, String> map = new LinkedHashMap<>();
        values.forEach((key, value) -> map.put(key, value.text()));
        return map;
    }

    /**
     * Returns the keys that routes may use as {@code {{key}}}: all except Howdah's own secrets, which are only for connections. An
     * application's secrets are for its routes.
     */
    public Map<String, String> forRoutes() {
        Map<String, String> map = asMap();
        map.entrySet()
                .removeIf(entry -> entry.getKey().startsWith(KafkaClientProperties.PREFIX)
                        || (entry.getKey().startsWith(OWN)
                                && (Secrets.isSecret(entry.getKey())
                                        || Secrets.holdsSecret(entry.getKey(), entry.getValue()))));
        return map;
    }

    /** Returns all keys with a prefix, and their values. */
    Map<String, String> under(String prefix) {
        Map<String, String> map = asMap();
        map.keySet().removeIf(key -> !key.startsWith(prefix));
        return map;
    }

    /** Returns a value, empty if it is missing or blank. */
    Optional<String> optional(String key) {
        Value value = values.get(key);
        return value == null || value.text().isBlank() ? Optional.empty() : Optional.of(value.text());
    }

    /** Returns a secret, empty if it is missing. Spaces are part of it. */
    Optional<String> secret(String key) {
        Value value = values.get(key);
        if (value == null || value.text().isEmpty()) {
            return Optional.empty();
        }
        if (value.text().chars().anyMatch(Character::isISOControl)) {
            throw new SettingException(
                    key, Secrets.HIDDEN, "must not contain a line break or another control character; check its end");
        }
        return Optional.of(value.text());
    }

    /** Returns a value that must be set. */
    String text(String key) {
        Value value = values.get(key);
        if (value == null || value.text().isBlank()) {
            throw new SettingException(key, "", "must be set; its default is in " + SettingFiles.DEFAULTS);
        }
        return value.text();
    }

    int integer(String key, int min, int max) {
        return (int) whole(key, min, max);
    }

    long whole(String key, long min, long max) {
        String text = text(key);
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new SettingException(key, text, "must be a whole number from " + min + " to " + max);
        }
        throw new SettingException(key, text, "must be from " + min + " to " + max);
    }

    /** Returns a share from 0 to 1, such as 0.5. */
    double share(String key) {
        String text = text(key);
        try {
            double share = Double.parseDouble(text);
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            throw new SettingException(key, text, "must be a number from 0 to 1, such as 0.5");
        }
        throw new SettingException(key, text, "must be from 0 to 1");
    }

    /** Returns a positive duration: a whole number and a unit, such as {@code 20ms}, {@code 10s}, {@code 5m} or {@code 7d}. */
    Duration duration(String key) {
        String text = text(key);
        Duration duration = Durations.parse(text).orElseThrow(() -> new SettingException(key, text, Durations.RULE));
        if (duration.compareTo(MAX_DURATION) > 0) {
            throw new SettingException(key, text, "must be at most " + MAX_DURATION.toDays() + "d");
        }
        return duration;
    }

    /** Returns a duration, zero if it is not set. */
    Duration durationOrNone(String key) {
        return optional(key).map(text -> duration(key)).orElse(Duration.ZERO);
    }

    boolean flag(String key) {
        String text = text(key);
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new SettingException(key, text, "must be true or false");
        };
    }
}
