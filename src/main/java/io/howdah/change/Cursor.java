package io.howdah.change;

import org.bson.BsonDocument;

/**
 * A place in the database's change stream, as clients see it. It is opaque to them: a format version, then the resume
 * token's sortable data.
 *
 * @param text what clients keep and give back
 */
public record Cursor(String text) {

    private static final String FORMAT = "1.";

    /** The place of the change that a resume token belongs to. */
    public static Cursor of(BsonDocument resumeToken) {
        return new Cursor(FORMAT + resumeToken.getString("_data").getValue());
    }
}
