package io.howdah.config;

import org.apache.kafka.common.config.types.Password;

/** Builds Kafka's {@code sasl.jaas.config}: the login module of a SASL mechanism with its options. */
final class JaasLine {

    private JaasLine() {}

    /** Returns a login with a user and a password, which may contain any characters. */
    static Password of(String module, String user, String password) {
        return new Password(module + " required username=" + quote(user) + " password=" + quote(password) + ";");
    }

    /** Returns a string in the syntax of Kafka's parser: in quotes, with quotes and backslashes escaped. */
    private static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
