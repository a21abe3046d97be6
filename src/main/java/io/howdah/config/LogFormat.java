package io.howdah.config;

import java.util.Locale;
import java.util.stream.Stream;

/** What the lines of the log are: the setting {@value #KEY}. */
public enum LogFormat {
    /** For people. */
    TEXT,
    /** One JSON object each. */
    JSON;

    /** The setting. */
    public static final String KEY = "howdah.log.format";

    /** Return the setting's word for it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format of a word; a SettingException if there is none. */
    static LogFormat of(String word) {
        return Stream.of(values())
                .filter(format -> format.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new SettingException(KEY, word, "must be text or json"));
    }
}
