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
 * What the environment says of settings: {@code HOWDAH_KAFKA_PASSWORD} is the value of {@code howdah.kafka.password}, and
 * {@code HOWDAH_KAFKA_PASSWORD_FILE} the path of a file that holds it, as Docker and Kubernetes hand out secrets.
 */
final class EnvironmentSettings {

    private static final String FILE = "_FILE";
    private static final String OWN = "HOWDAH_";

    /** Those that commands, the log and the start script read, and that are no settings. */
    private static final Set<String> OF_COMMANDS = Set.of(
            "HOWDAH_ADMIN_URL",
            "HOWDAH_ENVIRONMENT",
            "HOWDAH_JAVA_OPTS",
            "HOWDAH_LOG_LEVEL",
            "HOWDAH_TOKEN",
            "HOWDAH_TOKEN_FILE");

    /**
     * What Kubernetes says of a Service whose name begins with howdah, to every process of its namespace: {@code
     * HOWDAH_KAFKA_SERVICE_HOST}, {@code HOWDAH_KAFKA_PORT_9092_TCP}, and {@code HOWDAH_KAFKA_PORT=tcp://10.0.0.1:9092}.
     */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("(?s)\\w*_(SERVICE_(HOST|PORT(_\\w+)?)|PORT_[0-9]+_(TCP|UDP|SCTP)(_\\w+)?)=.*"
                    + "|\\w*_PORT=(tcp|udp|sctp)://.*");

    /** More than any setting, less than what an endless file would cost. Bytes. */
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
     * Reads it.
     *
     * @param keys those that may be said, beside the properties of Kafka clients
     * @throws SettingException if a file cannot be read or is said beside its value, or if a variable is misspelt
     */
    static void read(Map<String, String> environment, Set<String> keys, SettingReceiver receiver) {
        EnvironmentSettings read = new EnvironmentSettings(environment, keys);
        keys.forEach(key -> Optional.ofNullable(read.environment.get(SettingValues.environmentName(key)))
                .ifPresent(text -> read.say(key, text, receiver)));
        read.environment.forEach((name, text) -> read.other(name, text, receiver));
    }

    private void say(String key, String text, SettingReceiver receiver) {
        receiver.receive(key, text, SettingValues.environmentName(key), Setting.Kind.ENVIRONMENT);
    }

    private void other(String name, String text, SettingReceiver receiver) {
        if (keys.containsKey(name)) {
            return;
        }
        Optional<String> ofKafka = KafkaClientProperties.keyOfVariable(name);
        if (name.endsWith(FILE)
                && ofKafka.filter(KafkaClientProperties::isKnown).isEmpty()) {
            file(name, text, receiver);
        } else if (ofKafka.isPresent()) {
            receiver.receive(ofKafka.get(), text, name, Setting.Kind.ENVIRONMENT);
        } else {
            requireForeign(name);
        }
    }

    private void file(String name, String path, SettingReceiver receiver) {
        String variable = name.substring(0, name.length() - FILE.length());
        Optional<String> key =
                Optional.ofNullable(keys.get(variable)).or(() -> KafkaClientProperties.keyOfVariable(variable));
        if (key.isEmpty()) {
            requireForeign(name);
            return;
        }
        if (environment.containsKey(variable)) {
            throw new SettingException(variable + " and " + name + " are both set; delete one of them");
        }
        receiver.receive(key.get(), content(name, path), name + " (" + path + ")", Setting.Kind.ENVIRONMENT_FILE);
    }

    /**
     * A misspelt variable would leave its setting as it was, and nobody would know. Others may have variables that begin as ours do;
     * what is of one of our sections, is a file, or is nearly one of our names, is not theirs.
     */
    private void requireForeign(String name) {
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
        // Without what all have in common, which would make short names near to each other.
        Set<String> rests = known.stream().map(EnvironmentSettings::rest).collect(Collectors.toSet());
        if (name.endsWith(FILE)
                || sections().anyMatch(name::startsWith)
                || Nearest.close(rest(name), rests).isPresent()) {
            throw new SettingException(name + " is the variable of no setting; the nearest is "
                    + Nearest.of(name, known) + "; correct the name, or unset it");
        }
    }

    private static String rest(String name) {
        return name.substring(OWN.length());
    }

    /** As {@code HOWDAH_HTTP_}. */
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

    /** One line break at the end is the editor's, not the secret's. */
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
            throw new SettingException(name, path, "must be a file of text in UTF-8");
        } catch (IOException | InvalidPathException e) {
            throw new SettingException(
                    name,
                    path,
                    "must be a file that this process can read (" + e.getClass().getSimpleName()
                            + "); correct the path or the file's rights");
        }
    }
}
