package io.howdah.config;

/** Says which setting cannot be used and why: key, value without secrets, rule. Stops the start. */
public final class SettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says that a value breaks a rule; {@code rule} tells the cure too, and a secret value is hidden. */
    public SettingException(String key, String value, String rule) {
        super(key + "=" + Secrets.shown(key, value) + " " + rule);
    }

    SettingException(String message) {
        super(message);
    }
}
