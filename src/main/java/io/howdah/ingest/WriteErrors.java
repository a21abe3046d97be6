package io.howdah.ingest;

import static java.util.Map.entry;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteError;
import java.util.Map;
import java.util.Set;

/**
 * The error classification of writes to MongoDB: the codes that refuse a document are listed, and every other one, an unknown one
 * too, is an infrastructure error that is retried. Names and numbers are those of the server's {@code error_codes.yml}; those
 * without a name there are thrown where {@code index_access_method.cpp} lists what the keys of a document's indexes can cause.
 */
final class WriteErrors {

    private static final int DUPLICATE_KEY = 11000;

    private static final Map<Integer, String> OF_DOCUMENT = Map.ofEntries(
            entry(2, "BadValue"),
            entry(9, "FailedToParse"),
            entry(14, "TypeMismatch"),
            entry(15, "Overflow"), // nested deeper than the server takes
            entry(22, "InvalidBSON"),
            entry(52, "DollarPrefixedFieldName"),
            entry(53, "InvalidIdField"),
            entry(55, "InvalidDBRef"),
            entry(56, "EmptyFieldName"),
            entry(57, "DottedFieldName"),
            entry(121, "DocumentValidationFailure"),
            entry(171, "CannotIndexParallelArrays"),
            entry(201, "CannotBuildIndexKeys"),
            entry(357, "InvalidBSONType"),
            entry(10334, "BSONObjectTooLarge"),
            entry(DUPLICATE_KEY, "DuplicateKey"), // of another index than that of _id
            entry(17280, "KeyTooLong"),
            entry(17419, "document after update is too large"), // update_stage.cpp
            // Keys of 2d indexes
            entry(13026, "geo values are no coordinate pairs"),
            entry(13027, "point not in the interval of the index"),
            entry(13067, "geo field is empty"),
            entry(13068, "geo field has only one element"),
            entry(16804, "location object expected"),
            // Keys of 2dsphere indexes
            entry(16755, "can't extract geo keys"),
            entry(16756, "unable to generate keys for geometry"),
            // Keys of geoHaystack indexes
            entry(16775, "no geo field, or no array or object"),
            entry(16776, "geo field is no number"),
            // Keys of text indexes
            entry(16675, "text index over an array"),
            entry(16732, "too many keys of a text index"),
            entry(16733, "keys of a text index are too large"),
            entry(17261, "language override is no string"),
            entry(17262, "language override unsupported"),
            // Keys of hashed indexes, and of fields that are ambiguous in an array
            entry(16746, "ambiguous field name found in array"),
            entry(16766, "hashed indexes do not support array values"));

    /** As the answer to a whole command, these refuse the command: it may hold no document at all. */
    private static final Set<Integer> OF_COMMAND = Set.of(2, 9, 14);

    private WriteErrors() {}

    /** Whether a write was refused because of its document. */
    static boolean isOfDocument(WriteError error) {
        return OF_DOCUMENT.containsKey(error.getCode()) && !isRace(error);
    }

    /** Whether all that failed was refused because of its document. */
    static boolean isOfDocument(MongoException failure) {
        if (failure instanceof MongoBulkWriteException bulk) {
            return bulk.getWriteConcernError() == null
                    && bulk.getWriteErrors().stream().allMatch(WriteErrors::isOfDocument);
        }
        if (failure instanceof MongoWriteException write) {
            return isOfDocument(write.getError());
        }
        int code = failure.getCode();
        return OF_DOCUMENT.containsKey(code)
                && !OF_COMMAND.contains(code)
                && !isRace(code, String.valueOf(failure.getMessage()));
    }

    /** Whether an insert met a document with its key, which another writer has made since it was looked for. */
    static boolean isRace(WriteError error) {
        return isRace(error.getCode(), error.getMessage());
    }

    private static boolean isRace(int code, String message) {
        return code == DUPLICATE_KEY && message.contains(" index: _id_ ");
    }

    /** Return a code and what it means, such as {@code 121 (DocumentValidationFailure)}. */
    static String describe(int code) {
        String name = OF_DOCUMENT.get(code);
        return name == null ? Integer.toString(code) : code + " (" + name + ")";
    }
}
