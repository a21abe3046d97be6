package io.howdah.cli;

import java.util.List;

/**
 * A group of commands. {@link java.util.ServiceLoader} finds the groups that a JAR has beside the commands of a server,
 * which every JAR has.
 */
public interface Commands {

    /** Returns the commands, each an object of a class with picocli's annotation {@code Command}. */
    List<Object> commands();
}
