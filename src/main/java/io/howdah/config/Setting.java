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

    /** What says a setting. Later ones win, but for Howdah's own file of a profile, which is below all of a folder's. */
    public enum Kind {
        /** Howdah's own application.properties. */
        DEFAULT,
        /** An application folder's application.properties. */
        FOLDER,
        /** A file of a profile, Howdah's own or a folder's. */
        PROFILE,
        /** A variable of the environment. */
        ENVIRONMENT,
        /** A file that a variable of the environment names. */
        ENVIRONMENT_FILE,
        /** A flag of the command line. */
        FLAG,
        /** What the process found out for itself, as the address of a server that runs inside it. */
        PROCESS
    }
}
