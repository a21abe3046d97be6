package io.howdah.config;

import java.util.Locale;
import java.util.stream.Stream;

/** The format of the log: the setting {@value #KEY}. */
public enum LogFormat {
    /** Lines of text, for people. */
    TEXT,
    /** One JSON object per line. */
    JSON;

    /** Key of the setting. */
    public static final String KEY = "howdah.log.format";

    /** Returns the value of the setting for this format. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the format of a value.
     *
     * @throws SettingException if there is none
     */
    static LogFormat of(String word) {
        return Stream.of(values())
                .filter(format -> format.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new SettingException(KEY, word, "must be text or json"));
    }
}
