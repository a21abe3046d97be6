package io.howdah.upgrade;

import org.bson.Document;

/**
 * Format of one kind of documents that Howdah stores for itself. The field {@code format} of each document has the format's number;
 * if the field is missing, the number is 1. A version of Howdah with a newer format also reads the previous one.
 *
 * @param what what is stored, for messages
 * @param number number of the format that this version writes, and the newest that it reads
 */
public record StoredFormat(String what, int number) {

    /** The field that holds the number. */
    public static final String FIELD = "format";

    private static final int FIRST = 1;

    /** Returns whether this version can read the format of a document. */
    public boolean reads(Document stored) {
        return numberOf(stored) <= number;
    }

    /**
     * Returns the document.
     *
     * @throws NewerFormatException if this version cannot read its format
     */
    public Document require(Document stored) {
        if (!reads(stored)) {
            throw new NewerFormatException(what + " is stored in format " + numberOf(stored)
                    + ", but this version of Howdah reads up to format " + number
                    + "; run the newer version that wrote it");
        }
        return stored;
    }

    private static int numberOf(Document stored) {
        return stored.get(FIELD) instanceof Number format ? format.intValue() : FIRST;
    }
}
