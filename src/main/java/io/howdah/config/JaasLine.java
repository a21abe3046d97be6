package io.howdah.config;

import org.apache.kafka.common.config.types.Password;

/** Kafka's {@code sasl.jaas.config}: the login module of a SASL mechanism with its options. */
final class JaasLine {

    private JaasLine() {}

    /** A login with a user and a password, of whatever characters. */
    static Password of(String module, String user, String password) {
        return new Password(module + " required username=" + quote(user) + " password=" + quote(password) + ";");
    }

    /** As Kafka's parser reads a string: between quotes, with the signs of the language itself escaped. */
    private static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
