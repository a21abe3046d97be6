package io.howdah.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the environment says of settings: {@code HOWDAH_KAFKA_PASSWORD} is the value of {@code howdah.kafka.password}, and
 * {@code HOWDAH_KAFKA_PASSWORD_FILE} the path of a file that holds it, as Docker and Kubernetes hand out secrets.
 */
final class EnvironmentSettings {

    private static final String FILE = "_FILE";
    private static final String OWN = "HOWDAH_";

    /** Commands that ask a running process read this one. */
    private static final String OF_COMMANDS = "HOWDAH_TOKEN_FILE";

    /** More than any setting, less than what an endless file would cost. Bytes. */
    private static final int LONGEST = 64 * 1024;

    private final Map<String, String> environment;
    private final Map<String, String> keys;

    /** Receives what is said. */
    interface Receiver {
        void receive(String key, String value, String source, Setting.Kind kind);
    }

    private EnvironmentSettings(Map<String, String> environment, Set<String> keys) {
        this.environment = environment;
        this.keys = keys.stream()
                .collect(Collectors.toMap(SettingValues::environmentName, Function.identity(), (one, other) -> one));
    }

    /**
     * Reads it.
     *
     * @param keys those that may be said, beside the properties of Kafka clients
     * @throws SettingException if a file cannot be read, is said beside its value, or is for no setting
     */
    static void read(Map<String, String> environment, Set<String> keys, Receiver receiver) {
        EnvironmentSettings read = new EnvironmentSettings(environment, keys);
        keys.forEach(key -> Optional.ofNullable(environment.get(SettingValues.environmentName(key)))
                .ifPresent(text -> read.say(key, text, receiver)));
        environment.forEach((name, text) -> read.other(name, text, receiver));
    }

    private void say(String key, String text, Receiver receiver) {
        receiver.receive(key, text, SettingValues.environmentName(key), Setting.Kind.ENVIRONMENT);
    }

    private void other(String name, String text, Receiver receiver) {
        if (keys.containsKey(name)) {
            return;
        }
        Optional<String> ofKafka = KafkaClientProperties.keyOfVariable(name);
        if (name.endsWith(FILE)
                && ofKafka.filter(KafkaClientProperties::isKnown).isEmpty()) {
            file(name, text, receiver);
        } else {
            ofKafka.ifPresent(key -> receiver.receive(key, text, name, Setting.Kind.ENVIRONMENT));
        }
    }

    private void file(String name, String path, Receiver receiver) {
        String variable = name.substring(0, name.length() - FILE.length());
        Optional<String> key =
                Optional.ofNullable(keys.get(variable)).or(() -> KafkaClientProperties.keyOfVariable(variable));
        if (key.isEmpty()) {
            if (name.startsWith(OWN) && !name.equals(OF_COMMANDS)) {
                throw new SettingException(name + " is the file of no setting, for no key is " + variable
                        + " in the environment; correct the name");
            }
            return;
        }
        if (environment.containsKey(variable)) {
            throw new SettingException(variable + " and " + name + " are both set; delete one of them");
        }
        receiver.receive(key.get(), content(name, path), name + " (" + path + ")", Setting.Kind.ENVIRONMENT_FILE);
    }

    /** One line break at the end is the editor's, not the secret's. */
    private static String content(String name, String path) {
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new SettingException(name, path, "must be a file of at most " + LONGEST + " bytes");
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
