package io.howdah.model;

import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Filter of documents, evaluated by the database for stored documents and in memory for each change. Equal filters
 * select the same documents.
 */
public interface DocumentFilter {

    /**
     * Returns whether the filter matches a stored document, or a document with its filterable fields alone.
     *
     * @param unknown the names of the fields whose values are not known, whatever the document contains
     */
    Match match(Document stored, Set<String> unknown);

    /** Returns whether the filter matches a document in which every field is known. */
    default boolean matches(Document stored) {
        return match(stored, Set.of()) == Match.YES;
    }

    /** Returns the MongoDB query for exactly these documents. */
    Bson query();
}
