package io.howdah.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.types.Password;

/** Validates the settings {@code howdah.kafka.*}, each alone and together. */
final class KafkaRules {

    static final String PROTOCOL = "howdah.kafka.security-protocol";
    static final String MECHANISM = "howdah.kafka.sasl-mechanism";
    static final String USER = "howdah.kafka.user";
    static final String PASSWORD = "howdah.kafka.password";
    static final String TRUSTSTORE = "howdah.kafka.truststore";
    static final String KEYSTORE = "howdah.kafka.keystore";

    private static final String JAAS = "sasl.jaas.config";
    private static final String CALLBACK = "sasl.client.callback.handler.class";
    private static final String MSK_IAM = "AWS_MSK_IAM";
    private static final String MSK_IAM_CALLBACK = "software.amazon.msk.auth.iam.IAMClientCallbackHandler";
    private static final String SCRAM_LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule";

    /** Login modules of the mechanisms with a user and a password. */
    private static final Map<String, String> WITH_PASSWORD = new TreeMap<>(Map.of(
            "PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule",
            "SCRAM-SHA-256", SCRAM_LOGIN,
            "SCRAM-SHA-512", SCRAM_LOGIN));

    private static final List<String> MECHANISMS =
            List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER", MSK_IAM, "GSSAPI");
    private static final List<String> PROTOCOLS = List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");

    private static final Pattern BROKERS = broker();
    private static final int MAX_GROUP_LENGTH = 200;

    private final SettingValues values;
    private final Map<String, Object> client;

    private KafkaRules(SettingValues values) {
        this.values = values;
        this.client = new TreeMap<>(KafkaClientProperties.read(values));
    }

    static KafkaSettings check(SettingValues values) {
        String brokers = values.text(Settings.KAFKA_BROKERS);
        if (!BROKERS.matcher(brokers).matches()) {
            throw new SettingException(Settings.KAFKA_BROKERS, brokers, "must be host:port,host:port without spaces");
        }
        if (Stream.of(brokers.split(",")).anyMatch(broker -> !isPort(broker.substring(broker.lastIndexOf(':') + 1)))) {
            throw new SettingException(Settings.KAFKA_BROKERS, brokers, "must have ports from 1 to 65535");
        }
        String group = values.text(Settings.KAFKA_GROUP);
        if (group.length() > MAX_GROUP_LENGTH || group.chars().anyMatch(c -> c <= ' ')) {
            throw new SettingException(
                    Settings.KAFKA_GROUP, group, "must be 1 to " + MAX_GROUP_LENGTH + " characters without spaces");
        }
        KafkaRules rules = new KafkaRules(values);
        String protocol = rules.oneOf(PROTOCOL, PROTOCOLS).orElse("PLAINTEXT");
        rules.client.put("security.protocol", protocol);
        rules.sasl(protocol.startsWith("SASL_"), protocol);
        rules.tls(protocol.endsWith("SSL"), protocol);
        return new KafkaSettings(brokers, group, rules.client);
    }

    private static boolean isPort(String digits) {
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= Settings.MAX_PORT;
    }

    private void sasl(boolean used, String protocol) {
        Optional<String> mechanism = oneOf(MECHANISM, MECHANISMS);
        if (!used) {
            refuse(MECHANISM, mechanism, protocol, "SASL_PLAINTEXT or SASL_SSL");
            refuse(USER, values.optional(USER), protocol, "SASL_PLAINTEXT or SASL_SSL");
            refuse(PASSWORD, values.secret(PASSWORD), protocol, "SASL_PLAINTEXT or SASL_SSL");
            return;
        }
        String chosen = mechanism.orElseThrow(() -> new SettingException(
                MECHANISM,
                "",
                "must be set with " + PROTOCOL + "=" + protocol + "; one of " + String.join(", ", MECHANISMS)));
        client.put("sasl.mechanism", chosen);
        if (chosen.equals(MSK_IAM)) {
            mskIam();
        }
        login(chosen);
    }

    private void login(String mechanism) {
        Optional<String> user = values.optional(USER);
        Optional<String> password = values.secret(PASSWORD);
        String module = WITH_PASSWORD.get(mechanism);
        if (user.isEmpty() && password.isEmpty()) {
            if (!client.containsKey(JAAS)) {
                throw new SettingException(
                        MECHANISM,
                        mechanism,
                        module != null
                                ? "needs " + USER + " and " + PASSWORD
                                : "needs " + KafkaClientProperties.PREFIX + JAAS
                                        + ", the configuration of its login module");
            }
            return;
        }
        if (module == null) {
            throw new SettingException(
                    USER + " and " + PASSWORD + " are for " + String.join(", ", WITH_PASSWORD.keySet()) + ", but "
                            + MECHANISM + " is " + mechanism + "; delete them, and set "
                            + KafkaClientProperties.PREFIX + JAAS);
        }
        if (user.isEmpty() || password.isEmpty()) {
            throw new SettingException((user.isEmpty() ? PASSWORD : USER) + " is set, but "
                    + (user.isEmpty() ? USER : PASSWORD) + " is not; set both or none");
        }
        if (client.containsKey(JAAS)) {
            throw new SettingException(KafkaClientProperties.PREFIX + JAAS + " and " + USER
                    + " both configure the login; set one of them");
        }
        client.put(JAAS, JaasLine.of(module, user.get(), password.get()));
    }

    /** Configures the login of Amazon's library. Without the check Kafka would report a login module that no setting names. */
    private void mskIam() {
        if (!client.containsKey(CALLBACK)) {
            try {
                client.put(CALLBACK, Class.forName(MSK_IAM_CALLBACK));
            } catch (ClassNotFoundException e) {
                throw new SettingException(
                        MECHANISM,
                        MSK_IAM,
                        "needs Amazon's library aws-msk-iam-auth on the class path; see docs/connect.md");
            }
        }
        client.putIfAbsent(JAAS, new Password("software.amazon.msk.auth.iam.IAMLoginModule required;"));
    }

    private void tls(boolean used, String protocol) {
        Optional<TlsFile> trust = TlsFile.read(values, TRUSTSTORE, TRUSTSTORE + "-password");
        Optional<TlsFile> own = TlsFile.read(values, KEYSTORE, KEYSTORE + "-password");
        if (!used) {
            refuse(TRUSTSTORE, trust, protocol, "SSL or SASL_SSL");
            refuse(KEYSTORE, own, protocol, "SSL or SASL_SSL");
        }
        trust.ifPresent(file -> store("ssl.truststore.", file.requireCertificates(TRUSTSTORE)));
        own.ifPresent(file -> {
            store("ssl.keystore.", file.requireKey(KEYSTORE).requireCertificates(KEYSTORE));
            if (file.isPem()) {
                file.password().ifPresent(password -> client.put("ssl.key.password", new Password(password)));
            }
        });
    }

    private void store(String prefix, TlsFile file) {
        client.put(prefix + "location", file.path().toString());
        client.put(prefix + "type", file.type());
        // Kafka refuses a password for a PEM file.
        if (!file.isPem()) {
            file.password().ifPresent(password -> client.put(prefix + "password", new Password(password)));
        }
    }

    private Optional<String> oneOf(String key, List<String> allowed) {
        Optional<String> value = values.optional(key);
        value.filter(text -> !allowed.contains(text)).ifPresent(text -> {
            throw new SettingException(key, text, "must be one of " + String.join(", ", allowed));
        });
        return value;
    }

    private static void refuse(String key, Optional<?> value, String protocol, String wanted) {
        if (value.isPresent()) {
            throw new SettingException(key + " is set, but " + PROTOCOL + " is " + protocol + "; set that to " + wanted
                    + ", or delete the key");
        }
    }

    private static Pattern broker() {
        String one = "(?:[^\\s,:/@]+|\\[[0-9a-fA-F:%.]+]):[0-9]{1,5}";
        return Pattern.compile(one + "(?:," + one + ")*");
    }
}
