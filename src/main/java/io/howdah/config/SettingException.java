package io.howdah.config;

/** Says which setting cannot be used and why: key, value, rule. Stops the start. */
public final class SettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SettingException(String key, String value, String rule) {
        super(key + "=" + value + " " + rule);
    }

    SettingException(String message) {
        super(message);
    }
}
