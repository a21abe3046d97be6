package io.howdah.config;

/**
 * A setting as people may see it.
 *
 * @param key its name
 * @param value its effective value, hidden or masked where it holds a secret
 * @param kind what said it
 * @param source where: a file, an environment variable, or what took its place
 */
public record Setting(String key, String value, Kind kind, String source) {

    /** What says a setting, in the order in which later ones win. */
    public enum Kind {
        /** Howdah's own application.properties. */
        DEFAULT,
        /** A profile's file on the class path. */
        PROFILE,
        /** A file of an application folder. */
        FOLDER,
        /** A variable of the environment. */
        ENVIRONMENT,
        /** A file that a variable of the environment names. */
        ENVIRONMENT_FILE,
        /** What the process found out for itself, as the address of a server that runs inside it. */
        PROCESS
    }
}
