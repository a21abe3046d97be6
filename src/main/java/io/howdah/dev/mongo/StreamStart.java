package io.howdah.dev.mongo;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a new stream begins.
 *
 * @param number the number of the first entry that it reads
 * @param token the token of that place
 * @param ending the entry before it, if that one ends the stream and the client has not seen the end
 */
record StreamStart(long number, ResumeToken token, @Nullable OplogEntry ending) {

    /**
     * Reads the start from the options of {@code $changeStream}: a token, an operation time, or now.
     *
     * @throws de.bwaldvogel.mongo.exception.MongoServerError 286 if the place has left the log, 280 if the token is not
     *     of an event of this stream, 260 if it cannot be resumed from
     */
    static StreamStart of(Document options, BoundedOplog oplog, StreamScope scope) {
        Object startAfter = options.get("startAfter");
        Object resumeAfter = options.get("resumeAfter");
        Object startAtOperationTime = options.get("startAtOperationTime");
        if (startAfter != null) {
            return after(ResumeToken.parse(startAfter), oplog, scope);
        }
        if (resumeAfter != null) {
            ResumeToken token = ResumeToken.parse(resumeAfter);
            if (token.kind() == ResumeToken.Kind.INVALIDATE) {
                throw ServerErrors.invalidResumeToken("Attempting to resume a change stream using 'resumeAfter' is not "
                        + "allowed from an invalidate notification.");
            }
            return after(token, oplog, scope);
        }
        if (startAtOperationTime != null) {
            if (!(startAtOperationTime instanceof BsonTimestamp time)) {
                throw ServerErrors.failedToParse("startAtOperationTime must be a timestamp");
            }
            ResumeToken before =
                    new ResumeToken(new BsonTimestamp(time.getValue() - 1), ResumeToken.Kind.HIGH_WATER_MARK);
            return new StreamStart(oplog.numberAt(time), before, null);
        }
        BsonTimestamp last = oplog.last();
        return new StreamStart(oplog.numberAt(last) + 1, new ResumeToken(last, ResumeToken.Kind.HIGH_WATER_MARK), null);
    }

    private static StreamStart after(ResumeToken token, BoundedOplog oplog, StreamScope scope) {
        BsonTimestamp position = token.clusterTime();
        if (token.kind() == ResumeToken.Kind.HIGH_WATER_MARK) {
            return new StreamStart(oplog.numberAt(new BsonTimestamp(position.getValue() + 1)), token, null);
        }
        long number = oplog.numberAt(position);
        List<OplogEntry> found = oplog.read(number, 1);
        if (found.isEmpty()
                || !found.get(0).clusterTime().equals(position)
                || !scope.shows(found.get(0).change())) {
            throw ServerErrors.changeStreamFatal(
                    "cannot resume stream; the resume token was not found. " + token.toDocument());
        }
        OplogEntry entry = found.get(0);
        boolean endUnseen = token.kind() == ResumeToken.Kind.EVENT && scope.isEndedBy(entry.change());
        return new StreamStart(number + 1, token, endUnseen ? entry : null);
    }
}
