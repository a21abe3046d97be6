package io.howdah.ingest.format;

import java.util.Optional;

/** The files of the application that a route may name. */
@FunctionalInterface
public interface SchemaFiles {

    /**
     * Return the text of a file of the application folders, or of the class path for the demo.
     *
     * @param name its path from the folder, such as {@code schemas/ride.avsc}
     */
    Optional<String> text(String name);
}
