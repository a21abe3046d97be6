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

/** Reads the settings {@code howdah.kafka.client.<property>}: properties of Kafka clients, passed on unchanged. */
final class KafkaClientProperties {

    static final String PREFIX = "howdah.kafka.client.";

    private static final List<ConfigDef> DEFINITIONS =
            List.of(AdminClientConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef());

    /** Properties that have a setting of Howdah, with its key. */
    private static final Map<String, String> SETTINGS = Map.of(
            "bootstrap.servers", Settings.KAFKA_BROKERS,
            "group.id", Settings.KAFKA_GROUP,
            "security.protocol", KafkaRules.PROTOCOL,
            "sasl.mechanism", KafkaRules.MECHANISM,
            "max.poll.records", "howdah.ingest.batch-size");

    /** Properties that Howdah's guarantees need: no lost records, no early commits, no reads of aborted transactions. */
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

    /** Returns the key that an environment variable sets, if it has the prefix of Kafka client properties. */
    static Optional<String> keyOfVariable(String variable) {
        String prefix = SettingValues.environmentName(PREFIX);
        if (!variable.startsWith(prefix)) {
            return Optional.empty();
        }
        String name = names().stream()
                .filter(known -> SettingValues.environmentName(known).equals(variable.substring(prefix.length())))
                .findFirst()
                // An unknown property is refused later, under this name.
                .orElseGet(() -> variable.substring(prefix.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.'));
        return Optional.of(PREFIX + name);
    }

    /** Returns whether the property of a key is one of Kafka. */
    static boolean isKnown(String key) {
        return names().contains(key.substring(PREFIX.length()));
    }

    /** Returns whether the property of this name is a secret for Kafka. */
    static boolean isPassword(String name) {
        return DEFINITIONS.stream()
                .map(known -> known.configKeys().get(name))
                .anyMatch(rule -> rule != null && rule.type() == ConfigDef.Type.PASSWORD);
    }

    /**
     * Reads and validates all that are set.
     *
     * @return values in Kafka's types; the type of secrets does not print them
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
            throw new SettingException(key + " has its own setting; set " + SETTINGS.get(name));
        }
        if (GUARANTEES.contains(name)) {
            throw new SettingException(
                    key + " must not be set, because Howdah's guarantees depend on it; delete the key");
        }
        ConfigDef definition = DEFINITIONS.stream()
                .filter(known -> known.names().contains(name))
                .findFirst()
                .orElseThrow(() -> new SettingException(key + " is not a property of a Kafka client; the nearest is "
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
                    "is refused by Kafka" + (secret ? "" : " (" + e.getMessage() + ")")
                            + "; see Kafka's documentation");
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
