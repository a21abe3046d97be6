package io.howdah.change;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import java.util.Set;

/** What a server's refusal of a change stream means. */
final class StreamFailures {

    /** What it says of a token that it cannot go on from: unknown, of another pipeline, out of its history. */
    private static final Set<Integer> LOST =
            Set.of(260, 280, 286, 40585, 40615, 40647, 40649, 50615, 50810, 50811, 50816, 50825);

    /** BSONObjectTooLarge: an event over 16 MB, such as an update of a large field with its document looked up. */
    private static final int TOO_LARGE = 10334;

    private StreamFailures() {}

    /** Whether the server cannot show one of the next changes, and never will. */
    static boolean isTooLarge(Throwable failure) {
        return failure instanceof MongoCommandException refusal && refusal.getErrorCode() == TOO_LARGE;
    }

    /** Whether the server, or another one, may go on with the stream after this. */
    static boolean isResumable(MongoException failure) {
        return failure.hasErrorLabel("ResumableChangeStreamError")
                || failure instanceof MongoNotPrimaryException
                || failure instanceof MongoNodeIsRecoveringException;
    }

    /** Whether the server will never tell what has happened since the place. */
    static boolean isHistoryLost(Throwable failure) {
        return failure instanceof MongoCommandException refusal && LOST.contains(refusal.getErrorCode());
    }
}
