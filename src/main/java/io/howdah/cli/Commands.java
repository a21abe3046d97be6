package io.howdah.cli;

import java.util.List;

/** A group of commands, found by {@link java.util.ServiceLoader}: those of a jar are those that are on its class path. */
public interface Commands {

    /** Returns the commands, each an object of a class with picocli's annotation {@code Command}. */
    List<Object> commands();
}
