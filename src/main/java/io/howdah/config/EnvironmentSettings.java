package io.howdah.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads settings from environment variables: {@code HOWDAH_KAFKA_PASSWORD} is the value of {@code howdah.kafka.password}, and
 * {@code HOWDAH_KAFKA_PASSWORD_FILE} is the path of a file with the value, as Docker and Kubernetes provide secrets.
 */
final class EnvironmentSettings {

    private static final String FILE = "_FILE";
    private static final String OWN = "HOWDAH_";

    /** Variables that commands, the log and the start script read. They are not settings. */
    private static final Set<String> OF_COMMANDS = Set.of(
            "HOWDAH_ADMIN_URL",
            "HOWDAH_ENVIRONMENT",
            "HOWDAH_JAVA_OPTS",
            "HOWDAH_LOG_LEVEL",
            "HOWDAH_TOKEN",
            "HOWDAH_TOKEN_FILE");

    /**
     * Variables that Kubernetes sets in every pod of a namespace for a Service with a name that starts with howdah: {@code
     * HOWDAH_KAFKA_SERVICE_HOST}, {@code HOWDAH_KAFKA_PORT_9092_TCP}, and {@code HOWDAH_KAFKA_PORT=tcp://10.0.0.1:9092}.
     */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("(?s)\\w*_(SERVICE_(HOST|PORT(_\\w+)?)|PORT_[0-9]+_(TCP|UDP|SCTP)(_\\w+)?)=.*"
                    + "|\\w*_PORT=(tcp|udp|sctp)://.*");

    /** Maximum size of a file in bytes: more than any setting needs, and bounded if a file is endless. */
    private static final int MAX_BYTES = 64 * 1024;

    private final Map<String, String> environment;
    private final Map<String, String> keys;

    private EnvironmentSettings(Map<String, String> environment, Set<String> keys) {
        this.environment = new HashMap<>(environment);
        this.environment.entrySet().removeIf(EnvironmentSettings::isServiceLink);
        this.keys = keys.stream()
                .collect(Collectors.toMap(SettingValues::environmentName, Function.identity(), (one, other) -> one));
    }

    /**
     * Reads the environment.
     *
     * @param keys the known keys, in addition to the properties of Kafka clients
     * @throws SettingException if a file cannot be read, if a variable and its file are both set, or if a variable is misspelt
     */
    static void read(Map<String, String> environment, Set<String> keys, SettingReceiver receiver) {
        EnvironmentSettings settings = new EnvironmentSettings(environment, keys);
        keys.forEach(key -> Optional.ofNullable(settings.environment.get(SettingValues.environmentName(key)))
                .ifPresent(text -> settings.known(key, text, receiver)));
        settings.environment.forEach((name, text) -> settings.other(name, text, receiver));
    }

    private void known(String key, String text, SettingReceiver receiver) {
        receiver.receive(key, text, SettingValues.environmentName(key), Setting.Kind.ENVIRONMENT);
    }

    private void other(String name, String text, SettingReceiver receiver) {
        if (keys.containsKey(name)) {
            return;
        }
        Optional<String> kafkaKey = KafkaClientProperties.keyOfVariable(name);
        if (name.endsWith(FILE)
                && kafkaKey.filter(KafkaClientProperties::isKnown).isEmpty()) {
            file(name, text, receiver);
        } else if (kafkaKey.isPresent()) {
            receiver.receive(kafkaKey.get(), text, name, Setting.Kind.ENVIRONMENT);
        } else {
            refuseMisspelt(name);
        }
    }

    private void file(String name, String path, SettingReceiver receiver) {
        String variable = name.substring(0, name.length() - FILE.length());
        Optional<String> key =
                Optional.ofNullable(keys.get(variable)).or(() -> KafkaClientProperties.keyOfVariable(variable));
        if (key.isEmpty()) {
            refuseMisspelt(name);
            return;
        }
        if (environment.containsKey(variable)) {
            throw new SettingException(variable + " and " + name + " are both set; delete one of them");
        }
        receiver.receive(key.get(), content(name, path), name + " (" + path + ")", Setting.Kind.ENVIRONMENT_FILE);
    }

    /**
     * Refuses a misspelt variable, which would otherwise have no effect. Other programs may have variables with our
     * prefix. A variable counts as ours if it belongs to one of our sections, names a file, or is close to one of our names.
     */
    private void refuseMisspelt(String name) {
        if (!name.startsWith(OWN) || OF_COMMANDS.contains(name)) {
            return;
        }
        Set<String> known = new TreeSet<>(OF_COMMANDS);
        keys.keySet().stream().filter(key -> key.startsWith(OWN)).forEach(key -> {
            known.add(key);
            if (name.endsWith(FILE)) {
                known.add(key + FILE);
            }
        });
        // Compares without the common prefix, which would make short names seem close.
        Set<String> rests = known.stream().map(EnvironmentSettings::rest).collect(Collectors.toSet());
        if (name.endsWith(FILE)
                || sections().anyMatch(name::startsWith)
                || Nearest.close(rest(name), rests).isPresent()) {
            throw new SettingException(name + " is not the variable of a setting; the nearest is "
                    + Nearest.of(name, known) + "; correct the name, or unset it");
        }
    }

    private static String rest(String name) {
        return name.substring(OWN.length());
    }

    /** Returns the prefixes of sections, such as {@code HOWDAH_HTTP_}. */
    private Stream<String> sections() {
        return keys.values().stream()
                .filter(key -> key.startsWith(SettingValues.OWN))
                .map(key -> SettingValues.environmentName(key.substring(0, key.lastIndexOf('.') + 1)));
    }

    private static boolean isServiceLink(Map.Entry<String, String> variable) {
        return variable.getKey().startsWith(OWN)
                && SERVICE_LINK
                        .matcher(variable.getKey() + "=" + variable.getValue())
                        .matches();
    }

    /** Returns the text of a file without one trailing line break, which editors append. */
    private static String content(String name, String path) {
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new SettingException(name, path, "must be a file of at most " + MAX_BYTES + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .replaceFirst("\\r?\\n\\z", "");
        } catch (CharacterCodingException e) {
            throw new SettingException(name, path, "must be a text file in UTF-8");
        } catch (IOException | InvalidPathException e) {
            throw new SettingException(
                    name,
                    path,
                    "must be a file that this process can read (" + e.getClass().getSimpleName()
                            + "); correct the path or the file's permissions");
        }
    }
}
