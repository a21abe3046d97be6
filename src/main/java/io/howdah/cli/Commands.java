package io.howdah.cli;

import java.util.List;

/**
 * Group of commands. {@link java.util.ServiceLoader} finds the groups of a JAR; the commands of a server are in every JAR
 * and need no such group.
 */
public interface Commands {

    /** Returns the commands: objects of classes with picocli's annotation {@code Command}. */
    List<Object> commands();
}
