package io.howdah.config;

/**
 * A setting for people.
 *
 * @param key the key
 * @param value the effective value, with secrets hidden
 * @param kind the kind of its source
 * @param source its source: a file, an environment variable, or what has overridden it
 */
public record Setting(String key, String value, Kind kind, String source) {

    /** The kind of a source. Later ones win, except Howdah's own file of a profile, which all files of a folder override. */
    public enum Kind {
        /** The application.properties of Howdah. */
        DEFAULT,
        /** The application.properties of an application folder. */
        FOLDER,
        /** A file of a profile, of Howdah or of a folder. */
        PROFILE,
        /** An environment variable. */
        ENVIRONMENT,
        /** A file that an environment variable names. */
        ENVIRONMENT_FILE,
        /** A command-line flag. */
        FLAG,
        /** The process itself, for example with the address of an embedded server. */
        PROCESS
    }
}
