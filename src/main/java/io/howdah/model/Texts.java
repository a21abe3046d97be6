package io.howdah.model;

import io.howdah.text.Ascii;
import org.bson.types.ObjectId;

/** Converts strings, IDs and booleans. */
final class Texts {

    private static final int MAX_NAME_LENGTH = 64;

    private Texts() {}

    /** Returns a field name from a record without control characters, so that it cannot break a log line. */
    static String printable(String name) {
        String start = name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH));
        return Ascii.withoutControls(start, '?');
    }

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
