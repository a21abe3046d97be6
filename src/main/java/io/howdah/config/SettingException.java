package io.howdah.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown for an invalid setting; stops the start. The message has the key, the value without secrets, and the rule. */
public final class SettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String unknownKey;

    /** Creates an exception for a value that breaks a rule; {@code rule} contains the fix too. A secret value is hidden. */
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

    /** Creates an exception for an unknown key, without its value, which may be a secret. */
    static SettingException unknown(String key, String source, String nearest) {
        return new SettingException(key + " in " + source + " is not a setting; the nearest is " + nearest, key);
    }

    /** Returns the unknown key, if that is the cause. */
    public Optional<String> unknownKey() {
        return Optional.ofNullable(unknownKey);
    }
}
