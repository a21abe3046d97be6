package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;

/** Errors of MongoDB that the library lacks, with the codes that drivers react to, and error replies. */
final class ServerErrors {

    static final int UNKNOWN_ERROR = 8;

    private ServerErrors() {}

    static MongoServerError badValue(String message) {
        return new MongoServerError(2, "BadValue", message);
    }

    static MongoServerError failedToParse(String message) {
        return new MongoServerError(9, "FailedToParse", message);
    }

    static MongoServerError typeMismatch(String message) {
        return new MongoServerError(14, "TypeMismatch", message);
    }

    static MongoServerError illegalOperation(String message) {
        return new MongoServerError(20, "IllegalOperation", message);
    }

    static MongoServerError namespaceNotFound(String message) {
        return new MongoServerError(26, "NamespaceNotFound", message);
    }

    static MongoServerError cursorNotFound(long id) {
        return new MongoServerError(43, "CursorNotFound", "cursor id " + id + " not found");
    }

    static MongoServerError maxTimeExpired() {
        return new MongoServerError(50, "MaxTimeMSExpired", "operation exceeded time limit");
    }

    static MongoServerError steppedDown() {
        return new MongoServerError(
                11602, "InterruptedDueToReplStateChange", "operation was interrupted by a change of the primary");
    }

    /** Returns the entry {@code writeConcernError} of a reply. */
    static Document replicationTimedOut() {
        return new Document("code", 64)
                .append("codeName", "WriteConcernFailed")
                .append("errmsg", "waiting for replication timed out")
                .append("errInfo", new Document("wtimeout", true));
    }

    static MongoServerError cannotCreateIndex(String message) {
        return new MongoServerError(67, "CannotCreateIndex", message);
    }

    static MongoServerError notImplemented(String what) {
        return new MongoServerError(
                238, "NotImplemented", "The embedded MongoDB has no " + what + ": use a real replica set");
    }

    /** Returns an error with a code but without a code name. */
    static MongoServerError location(int code, String message) {
        return new MongoServerError(code, "Location" + code, message);
    }

    static MongoServerError keyString(int code, String message) {
        return location(code, "KeyString format error: " + message);
    }

    static MongoServerError transactionTooOld(long number, long newer) {
        return new MongoServerError(
                225,
                "TransactionTooOld",
                "Retryable write with txnNumber " + number + " is prohibited on this session because a newer retryable"
                        + " write with txnNumber " + newer + " has already started on this session.");
    }

    static MongoServerError invalidResumeToken(String message) {
        return new MongoServerError(260, "InvalidResumeToken", message);
    }

    static MongoServerError changeStreamFatal(String message) {
        return new MongoServerError(280, "ChangeStreamFatalError", message);
    }

    static MongoServerError changeStreamHistoryLost() {
        return new MongoServerError(
                286,
                "ChangeStreamHistoryLost",
                "Resume of change stream was not possible, as the resume point may no longer be in the oplog.");
    }

    static MongoServerError tooLarge(int bytes) {
        return new MongoServerError(
                10334,
                "BSONObjectTooLarge",
                "PlanExecutor error during aggregation :: caused by :: BSONObj size: " + bytes
                        + " is invalid. Size must be between 0 and 16793600(16MB)");
    }

    /** Returns the reply to a command that failed as a whole. */
    static Document reply(RuntimeException exception) {
        Document reply = new Document("ok", 0.0);
        reply.putAll(describe(exception));
        return reply;
    }

    /** Returns the entry in {@code writeErrors} for one statement of a bulk write. */
    static Document writeError(int index, MongoServerException exception) {
        Document error = new Document("index", index);
        error.putAll(describe(exception));
        return error;
    }

    static Document okay() {
        Document reply = new Document();
        Utils.markOkay(reply);
        return reply;
    }

    private static Document describe(RuntimeException exception) {
        if (exception instanceof MongoServerError error) {
            Document document =
                    new Document("errmsg", error.getMessageWithoutErrorCode()).append("code", error.getCode());
            document.putIfNotNull("codeName", error.getCodeName());
            return document;
        }
        return new Document("errmsg", String.valueOf(exception.getMessage()))
                .append("code", UNKNOWN_ERROR)
                .append("codeName", "UnknownError");
    }
}
