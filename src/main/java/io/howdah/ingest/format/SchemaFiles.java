package io.howdah.ingest.format;

import java.util.Optional;

/** Files of the application that a route can reference. */
@FunctionalInterface
public interface SchemaFiles {

    /**
     * Returns the text of a file in the application folders, or, for the demo, on the class path.
     *
     * @param name the path relative to the folder, such as {@code schemas/ride.avsc}
     */
    Optional<String> text(String name);
}
