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
 * The raw settings, each with the place it came from. Later sources override earlier ones: files, profiles' files, environment
 * variables, then flags.
 */
public final class SettingValues {

    /** Keys that begin so are ours alone; others may be Camel's or an application's. */
    static final String OWN = "howdah.";

    /** Spaces around these may be part of them. */
    private static final Set<String> VERBATIM = Set.of("password", "secret");

    private static final Set<Setting.Kind> OF_THE_MACHINE =
            Set.of(Setting.Kind.ENVIRONMENT, Setting.Kind.ENVIRONMENT_FILE, Setting.Kind.FLAG);

    private static final int MIN_SECRET = 4;
    private static final Duration MAX_DURATION = Duration.ofDays(3650);

    private record Value(String text, String source, Setting.Kind kind) {}

    private final Map<String, Value> values = new LinkedHashMap<>();

    private SettingValues() {}

    /**
     * Reads all sources.
     *
     * @param profiles names of the profiles, as in {@code application-<profile>.properties}; later ones override
     * @param folders application folders, each with an optional {@code application.properties} and profile files
     * @param environment the environment variables; {@code HOWDAH_HTTP_PORT} overrides {@code howdah.http.port}, and so on
     *     for every key that a file names, and {@code HOWDAH_KAFKA_CLIENT_RECEIVE_BUFFER_BYTES} for {@code
     *     howdah.kafka.client.receive.buffer.bytes} for every property of a Kafka client; with {@code _FILE} behind its name a
     *     variable names the file that holds the value
     * @throws SettingException if a file cannot be read, or there is no such key
     */
    public static SettingValues load(List<String> profiles, List<Path> folders, Map<String, String> environment) {
        return load(profiles, folders, "", environment);
    }

    /**
     * Reads all sources, and those of the profile that somebody named: the environment that the application runs in.
     *
     * @param named its name, empty for none; its files in the folders, {@code application-<named>.properties} and {@code
     *     environments/<named>.properties}, override the folders' other files
     * @throws SettingException if a file cannot be read, nothing is known of the profile, or there is no such key
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
     * Overrides keys, as {@code --set key=value} of a command says it.
     *
     * @throws SettingException if there is no such key, or its value is secret
     */
    public void set(Map<String, String> flags) {
        flags.forEach((key, value) -> {
            if (Secrets.isSecret(key) || Secrets.holdsSecret(key, value)) {
                throw new SettingException("--set " + key + " is secret, and other users of this machine may read"
                        + " arguments; set " + environmentName(key) + "_FILE to a file that holds it");
            }
            put(key, value, "--set", Setting.Kind.FLAG);
        });
        refuseUnknown();
    }

    /** A misspelt key would otherwise leave its default in force, and nobody would know. */
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

    /** Puts keys back to their defaults; those that have none are gone. */
    void reset(Predicate<String> keys) {
        values.keySet().removeIf(keys);
        defaults().values.forEach((key, value) -> {
            if (keys.test(key)) {
                values.put(key, value);
            }
        });
    }

    /** The environment variable that overrides a key: {@code HOWDAH_HTTP_PORT} for {@code howdah.http.port}. */
    public static String environmentName(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** Overrides a key, as the dev profile's embedded services do. */
    public void override(String key, String value, String source) {
        put(key, value, source, Setting.Kind.PROCESS);
    }

    private void put(String key, String value, String source, Setting.Kind kind) {
        values.put(key, new Value(isVerbatim(key) ? value : value.strip(), source, kind));
    }

    private static boolean isVerbatim(String key) {
        return key.startsWith(OWN) && VERBATIM.stream().anyMatch(key::endsWith);
    }

    /** Whether somebody asked for this value, rather than leaving the default. */
    public boolean isAskedFor(String key) {
        Value value = values.get(key);
        return value != null && value.kind() != Setting.Kind.DEFAULT;
    }

    /** Whether the environment or a flag says this value: the sources that are about the machine and not the application. */
    public boolean isFromEnvironment(String key) {
        Value value = values.get(key);
        return value != null && OF_THE_MACHINE.contains(value.kind());
    }

    /** All settings by their keys, as people may see them. */
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

    /** Return a text that somebody else made of settings, such as Camel's reason for a refusal, without their secrets. */
    public String withoutSecrets(String text) {
        String safe = text;
        for (Map.Entry<String, Value> entry : values.entrySet()) {
            String value = entry.getValue().text();
            // Less would make holes in words.
            if (value.length() >= MIN_SECRET && Secrets.holdsSecret(entry.getKey(), value)) {
                safe = safe.replace(value, Secrets.shown(entry.getKey(), value));
            }
        }
        return safe;
    }

    /** All keys with their effective values. */
    public Map<String, String> asMap() {
        Map<String, String> map = new LinkedHashMap<>();
        values.forEach((key, value) -> map.put(key, value.text()));
        return map;
    }

    /**
     * What routes may ask for by {@code {{key}}}: all keys but Howdah's own that hold a secret, which are for connections alone. An
     * application's own secrets are for its routes.
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

    /** All keys that begin so, with their values. */
    Map<String, String> under(String prefix) {
        Map<String, String> map = asMap();
        map.keySet().removeIf(key -> !key.startsWith(prefix));
        return map;
    }

    /** A value that may be left out. */
    Optional<String> optional(String key) {
        Value value = values.get(key);
        return value == null || value.text().isBlank() ? Optional.empty() : Optional.of(value.text());
    }

    /** A secret that may be left out; it is taken as it is, spaces and all. */
    Optional<String> secret(String key) {
        Value value = values.get(key);
        if (value == null || value.text().isEmpty()) {
            return Optional.empty();
        }
        if (value.text().chars().anyMatch(Character::isISOControl)) {
            throw new SettingException(
                    key,
                    Secrets.HIDDEN,
                    "must not hold a line break or another control character; delete it at the end");
        }
        return Optional.of(value.text());
    }

    String text(String key) {
        Value value = values.get(key);
        if (value == null || value.text().isBlank()) {
            throw new SettingException(key, "", "must be set; its default is in " + SettingFiles.DEFAULTS);
        }
        return value.text();
    }

    int integer(String key, int least, int most) {
        return (int) whole(key, least, most);
    }

    long whole(String key, long least, long most) {
        String text = text(key);
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new SettingException(key, text, "must be a whole number from " + least + " to " + most);
        }
        throw new SettingException(key, text, "must be from " + least + " to " + most);
    }

    /** A share, such as 0.5. */
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

    /** A positive length of time: a whole number and a unit, as in {@code 20ms}, {@code 10s}, {@code 5m}, {@code 7d}. */
    Duration duration(String key) {
        String text = text(key);
        Duration duration = Durations.parse(text).orElseThrow(() -> new SettingException(key, text, Durations.RULE));
        if (duration.compareTo(MAX_DURATION) > 0) {
            throw new SettingException(key, text, "must be at most " + MAX_DURATION.toDays() + "d");
        }
        return duration;
    }

    /** A duration, or no time at all where nothing is said. */
    Duration durationOrNone(String key) {
        return optional(key).map(said -> duration(key)).orElse(Duration.ZERO);
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
