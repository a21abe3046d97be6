package io.howdah.ingest;

import static java.util.Map.entry;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteError;
import java.util.Map;
import java.util.Set;

/**
 * Error classification of MongoDB writes. The listed codes reject a document; every other code, including unknown ones,
 * is an infrastructure error and is retried.
 *
 * <p>Names and numbers come from the server's {@code error_codes.yml}. Codes without a name there are thrown where
 * {@code index_access_method.cpp} lists what a document's index keys can cause.
 */
final class WriteErrors {

    private static final int DUPLICATE_KEY = 11000;

    private static final Map<Integer, String> OF_DOCUMENT = Map.ofEntries(
            entry(2, "BadValue"),
            entry(9, "FailedToParse"),
            entry(14, "TypeMismatch"),
            entry(15, "Overflow"), // nested too deeply for the server
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
            entry(DUPLICATE_KEY, "DuplicateKey"), // of an index other than that of _id
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

    /** In the response to a whole command, these codes reject the command, which may contain no document. */
    private static final Set<Integer> OF_COMMAND = Set.of(2, 9, 14);

    private WriteErrors() {}

    /** Returns whether a write was rejected because of its document. */
    static boolean isOfDocument(WriteError error) {
        return OF_DOCUMENT.containsKey(error.getCode()) && !isRace(error);
    }

    /** Returns whether everything that failed was rejected because of its document. */
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

    /** Returns whether an insert failed because another writer has inserted its key since it was read. */
    static boolean isRace(WriteError error) {
        return isRace(error.getCode(), error.getMessage());
    }

    private static boolean isRace(int code, String message) {
        return code == DUPLICATE_KEY && message.contains(" index: _id_ ");
    }

    /** Returns a code and its name, such as {@code 121 (DocumentValidationFailure)}. */
    static String describe(int code) {
        String name = OF_DOCUMENT.get(code);
        return name == null ? Integer.toString(code) : code + " (" + name + ")";
    }
}
