package io.howdah.model;

import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Which documents of a model somebody wants: asked of the database for those that are there, and in memory of each that changes.
 * Two that are equal want the same.
 */
public interface DocumentFilter {

    /** Return whether the stored document, or one that has only its filterable fields, is one of them. */
    boolean matches(Document stored);

    /** Return the query that finds them, and nothing else. */
    Bson query();
}
