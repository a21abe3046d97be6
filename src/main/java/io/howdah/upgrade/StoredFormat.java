package io.howdah.upgrade;

import org.bson.Document;

/**
 * The format of a kind of documents that Howdah stores for itself. Each of them tells its number in the field {@code format};
 * without it the number is 1. A version of Howdah that has a newer format reads the one before it as well.
 *
 * @param what what is stored so, as people are told
 * @param number the number of the format that this version writes, the newest that it reads
 */
public record StoredFormat(String what, int number) {

    /** The field that holds the number. */
    public static final String FIELD = "format";

    private static final int FIRST = 1;

    /** Return whether a document is of a format that this version knows. */
    public boolean reads(Document stored) {
        return numberOf(stored) <= number;
    }

    /**
     * Return the document.
     *
     * @throws NewerFormatException if it is of a format that this version does not know
     */
    public Document require(Document stored) {
        if (!reads(stored)) {
            throw new NewerFormatException(what + " is stored in the format " + numberOf(stored)
                    + ", and this Howdah reads up to " + number + "; run the newer one that wrote it");
        }
        return stored;
    }

    private static int numberOf(Document stored) {
        return stored.get(FIELD) instanceof Number told ? told.intValue() : FIRST;
    }
}
