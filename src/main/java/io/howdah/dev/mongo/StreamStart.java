package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Start of a new change stream.
 *
 * @param number the number of the first entry that it reads
 * @param time the time of the first entry that it may show
 * @param token the first post-batch token
 * @param after the event to resume after, which must come first and is not shown again; null if there is none
 */
record StreamStart(
        long number,
        BsonTimestamp time,
        ResumeToken token,
        @Nullable ResumeToken after) {

    /**
     * Reads the start from the options of {@code $changeStream}: a token, an operation time, or now.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError with code 286 if the position is no longer in the oplog, 260 if it
     *     cannot be resumed from, or another if the token is malformed
     */
    static StreamStart of(Document options, BoundedOplog oplog, StreamScope scope) {
        Object startAfter = options.get("startAfter");
        Object resumeAfter = options.get("resumeAfter");
        Object startAtOperationTime = options.get("startAtOperationTime");
        if (startAfter != null && resumeAfter != null) {
            throw ServerErrors.location(
                    50865, "Do not specify both 'resumeAfter' and 'startAfter' in a $changeStream stage");
        }
        if (startAfter != null || resumeAfter != null) {
            if (startAtOperationTime != null) {
                throw ServerErrors.location(
                        40674, "Only one type of resume option is allowed, but multiple were found.");
            }
            ResumeToken token = ResumeToken.parse(startAfter == null ? resumeAfter : startAfter);
            check(token, resumeAfter != null, scope);
            return at(token.clusterTime(), token, oplog);
        }
        if (startAtOperationTime != null) {
            if (!(startAtOperationTime instanceof BsonTimestamp time)) {
                throw ServerErrors.typeMismatch("startAtOperationTime must be a timestamp");
            }
            return at(time, ResumeToken.highWaterMark(time), oplog);
        }
        // One tick after the last operation, so that the stream does not show it.
        BsonTimestamp next = new BsonTimestamp(oplog.last().getValue() + 1);
        return at(next, ResumeToken.highWaterMark(next), oplog);
    }

    private static void check(ResumeToken token, boolean resumeAfter, StreamScope scope) {
        if (resumeAfter && token.fromInvalidate()) {
            throw ServerErrors.invalidResumeToken("Attempting to resume a change stream using 'resumeAfter' is not "
                    + "allowed from an invalidate notification.");
        }
        if (token.event() && token.collection() == null && scope.collection() != null) {
            throw ServerErrors.invalidResumeToken("Attempted to resume a single-collection stream, but the resume "
                    + "token does not include a UUID.");
        }
    }

    private static StreamStart at(BsonTimestamp time, ResumeToken token, BoundedOplog oplog) {
        return new StreamStart(oplog.numberAt(time), time, token, token.event() ? token : null);
    }
}
