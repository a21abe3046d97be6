package io.howdah.model;

import org.bson.types.ObjectId;

/** Strings, identifiers and booleans. */
final class Texts {

    private Texts() {}

    static Object id(Object value) {
        if (value instanceof String) {
            return value;
        }
        if (value instanceof Number number) {
            return Numbers.whole(number).toString();
        }
        if (value instanceof ObjectId id) {
            return id.toHexString();
        }
        throw new InvalidDocumentException("must be a string or a whole number");
    }

    static Object string(Object value) {
        if (value instanceof String) {
            return value;
        }
        throw new InvalidDocumentException("must be a string");
    }

    static Object bool(Object value) {
        if (value instanceof Boolean) {
            return value;
        }
        throw new InvalidDocumentException("must be true or false");
    }
}
