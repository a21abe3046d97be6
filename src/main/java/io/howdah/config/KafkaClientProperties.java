package io.howdah.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The settings {@code howdah.kafka.client.<property>}: Kafka's own client properties, passed on as they are. */
final class KafkaClientProperties {

    static final String PREFIX = "howdah.kafka.client.";

    private static final List<ConfigDef> DEFINITIONS =
            List.of(AdminClientConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef());

    /** Those that a setting of our own says. */
    private static final Map<String, String> SETTINGS = Map.of(
            "bootstrap.servers", Settings.KAFKA_BROKERS,
            "group.id", Settings.KAFKA_GROUP,
            "security.protocol", KafkaRules.PROTOCOL,
            "sasl.mechanism", KafkaRules.MECHANISM,
            "max.poll.records", "howdah.ingest.batch-size");

    /** Those on which rests what is guaranteed: nothing lost, nothing committed early, nothing read that was rolled back. */
    private static final Set<String> GUARANTEES = Set.of(
            "acks",
            "allow.auto.create.topics",
            "auto.offset.reset",
            "enable.auto.commit",
            "enable.idempotence",
            "interceptor.classes",
            "isolation.level",
            "key.deserializer",
            "key.serializer",
            "max.in.flight.requests.per.connection",
            "retries",
            "transactional.id",
            "value.deserializer",
            "value.serializer");

    private KafkaClientProperties() {}

    /** The key that an environment variable stands for, if it is one of these. */
    static Optional<String> keyOfVariable(String variable) {
        String start = SettingValues.environmentName(PREFIX);
        if (!variable.startsWith(start)) {
            return Optional.empty();
        }
        String name = names().stream()
                .filter(known -> SettingValues.environmentName(known).equals(variable.substring(start.length())))
                .findFirst()
                // What nobody knows is refused by this name.
                .orElseGet(() -> variable.substring(start.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.'));
        return Optional.of(PREFIX + name);
    }

    /** Return whether a key is one of a property that Kafka knows. */
    static boolean isKnown(String key) {
        return names().contains(key.substring(PREFIX.length()));
    }

    /** Return whether Kafka holds the property of this name to be a secret. */
    static boolean isPassword(String name) {
        return DEFINITIONS.stream()
                .map(known -> known.configKeys().get(name))
                .anyMatch(rule -> rule != null && rule.type() == ConfigDef.Type.PASSWORD);
    }

    /**
     * Reads and checks all that are given.
     *
     * @return values of the types that Kafka gives them, secrets hidden in theirs
     */
    static Map<String, Object> read(SettingValues values) {
        Map<String, Object> read = new TreeMap<>();
        values.under(PREFIX).forEach((key, text) -> {
            String name = key.substring(PREFIX.length());
            read.put(name, parse(name, text));
        });
        return read;
    }

    private static Object parse(String name, String text) {
        String key = PREFIX + name;
        if (SETTINGS.containsKey(name)) {
            throw new SettingException(key + " is said by " + SETTINGS.get(name) + "; set that");
        }
        if (GUARANTEES.contains(name)) {
            throw new SettingException(key + " is Howdah's own to set, its guarantees rest on it; delete the key");
        }
        ConfigDef definition = DEFINITIONS.stream()
                .filter(known -> known.names().contains(name))
                .findFirst()
                .orElseThrow(() -> new SettingException(key + " is no property of a Kafka client; the nearest is "
                        + PREFIX + Nearest.of(name, passable())));
        ConfigDef.ConfigKey rule =
                Objects.requireNonNull(definition.configKeys().get(name));
        boolean secret = rule.type() == ConfigDef.Type.PASSWORD;
        try {
            Object value = ConfigDef.parseType(name, text, rule.type());
            if (rule.validator != null) {
                rule.validator.ensureValid(name, value);
            }
            return value;
        } catch (RuntimeException e) {
            throw new SettingException(
                    key,
                    text,
                    "is refused by Kafka" + (secret ? "" : " (" + e.getMessage() + ")") + "; see its documentation");
        }
    }

    private static Set<String> names() {
        return DEFINITIONS.stream()
                .flatMap(known -> known.names().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> passable() {
        Set<String> names = names();
        names.removeAll(GUARANTEES);
        names.removeAll(SETTINGS.keySet());
        return names;
    }
}
