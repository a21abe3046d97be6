package io.howdah.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says which setting cannot be used and why: key, value without secrets, rule. Stops the start. */
public final class SettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String unknownKey;

    /** Says that a value breaks a rule; {@code rule} tells the cure too, and a secret value is hidden. */
    public SettingException(String key, String value, String rule) {
        this(key + "=" + Secrets.shown(key, value) + " " + rule);
    }

    SettingException(String message) {
        super(message);
        this.unknownKey = null;
    }

    private SettingException(String message, String unknownKey) {
        super(message);
        this.unknownKey = unknownKey;
    }

    /** Says that there is no such key, without its value, which may be a secret. */
    static SettingException unknown(String key, String source, String nearest) {
        return new SettingException(
                key + " is no setting, though " + source + " has it; the nearest is " + nearest, key);
    }

    /** Return the key that there is not, if that is what it says. */
    public Optional<String> unknownKey() {
        return Optional.ofNullable(unknownKey);
    }
}
