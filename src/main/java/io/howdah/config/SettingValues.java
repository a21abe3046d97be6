package io.howdah.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The raw settings, each with the place it came from. Later sources override earlier ones: the defaults on the class
 * path, the profiles' files, the application folders' files, environment variables, then flags.
 */
public final class SettingValues {

    private static final String DEFAULTS = "application.properties";

    /** Keys that begin so are ours alone; others may be Camel's or an application's. */
    private static final String OWN = "howdah.";

    /** Spaces around these may be part of them. */
    private static final Set<String> VERBATIM = Set.of("password", "secret");

    private static final int SHORTEST_SECRET = 4;
    private static final Duration LONGEST = Duration.ofDays(3650);

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
     * @throws SettingException if a file cannot be read
     */
    public static SettingValues load(List<String> profiles, List<Path> folders, Map<String, String> environment) {
        return load(profiles, folders, "", environment);
    }

    /**
     * Reads all sources, and those of one environment that the application runs in.
     *
     * @param stage its name, as in {@code environments/<stage>.properties}, which overrides a folder's other files; empty for none
     * @throws SettingException if a file cannot be read, or no folder has one of the stage
     */
    public static SettingValues load(
            List<String> profiles, List<Path> folders, String stage, Map<String, String> environment) {
        SettingValues result = new SettingValues();
        result.addResource(DEFAULTS, Setting.Kind.DEFAULT);
        profiles.forEach(profile -> result.addResource(fileOf(profile), Setting.Kind.PROFILE));
        for (Path folder : folders) {
            result.addFile(folder.resolve(DEFAULTS));
            profiles.forEach(profile -> result.addFile(folder.resolve(fileOf(profile))));
        }
        if (!stage.isEmpty()) {
            result.addStage(stage, folders);
        }
        EnvironmentSettings.read(environment, Set.copyOf(result.values.keySet()), result::put);
        result.refuseUnknown();
        return result;
    }

    private void addStage(String stage, List<Path> folders) {
        String name = "environments/" + stage + ".properties";
        if (!stage.matches("[A-Za-z0-9._-]+")
                || folders.stream().noneMatch(folder -> Files.exists(folder.resolve(name)))) {
            throw new SettingException(
                    "--environment", stage, "must name a file environments/<name>.properties of a folder");
        }
        folders.forEach(folder -> addFile(folder.resolve(name)));
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
        defaults.addResource(DEFAULTS, Setting.Kind.DEFAULT);
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

    private static String fileOf(String profile) {
        return "application-" + profile + ".properties";
    }

    /** The environment variable that overrides a key: {@code HOWDAH_HTTP_PORT} for {@code howdah.http.port}. */
    public static String environmentName(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** Overrides a key, as a flag or the dev profile's embedded services do. */
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

    /** Whether the environment says this value: the one source that is about the machine and not the application. */
    public boolean isFromEnvironment(String key) {
        Value value = values.get(key);
        return value != null
                && (value.kind() == Setting.Kind.ENVIRONMENT || value.kind() == Setting.Kind.ENVIRONMENT_FILE);
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
            if (value.length() >= SHORTEST_SECRET && Secrets.holdsSecret(entry.getKey(), value)) {
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
            throw new SettingException(key, "", "must be set; its default is in " + DEFAULTS);
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
        if (duration.compareTo(LONGEST) > 0) {
            throw new SettingException(key, text, "must be at most " + LONGEST.toDays() + "d");
        }
        return duration;
    }

    boolean flag(String key) {
        String text = text(key);
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new SettingException(key, text, "must be true or false");
        };
    }

    private void addResource(String name, Setting.Kind kind) {
        ClassLoader loader = Objects.requireNonNull(SettingValues.class.getClassLoader());
        try (InputStream in = loader.getResourceAsStream(name)) {
            add(in, name, kind);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingException(name + " cannot be read: " + e.getMessage());
        }
    }

    private void addFile(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            add(in, file.toString(), Setting.Kind.FOLDER);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingException(
                    file + " cannot be read (" + e + "); it must be a readable file of key=value lines in UTF-8");
        }
    }

    private void add(@Nullable InputStream in, String source, Setting.Kind kind) throws IOException {
        if (in == null) {
            return;
        }
        Properties properties = new Properties();
        try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        properties.stringPropertyNames().forEach(key -> put(key, properties.getProperty(key), source, kind));
    }
}
