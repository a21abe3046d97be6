package io.howdah.model;

import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Which documents of a model somebody wants: asked of the database for those that are there, and in memory of each that changes.
 * Two that are equal want the same.
 */
public interface DocumentFilter {

    /**
     * Returns whether the stored document, or one that has only its filterable fields, is one of them.
     *
     * @param unknown the names of the fields that the document doesn't tell, whatever it holds under these names
     */
    Match match(Document stored, Set<String> unknown);

    /** Returns whether a document of which everything is known is one of them. */
    default boolean matches(Document stored) {
        return match(stored, Set.of()) == Match.YES;
    }

    /** Return the query that finds them, and nothing else. */
    Bson query();
}
