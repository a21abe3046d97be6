package io.howdah.change;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import java.util.Set;

/** Classifies a server's errors for a change stream. */
final class StreamFailures {

    /**
     * Error codes for a token that the server cannot resume from: unknown, of another pipeline, or no longer in its
     * history.
     */
    private static final Set<Integer> LOST =
            Set.of(260, 280, 286, 40585, 40615, 40647, 40649, 50615, 50810, 50811, 50816, 50825);

    /** BSONObjectTooLarge: an event over 16 MB, such as an update of a large document with lookup. */
    private static final int TOO_LARGE = 10334;

    private StreamFailures() {}

    /** Returns whether one of the next changes is permanently too large to return. */
    static boolean isTooLarge(Throwable failure) {
        return failure instanceof MongoCommandException refusal && refusal.getErrorCode() == TOO_LARGE;
    }

    /** Returns whether this server or another one may continue the stream after this failure. */
    static boolean isResumable(MongoException failure) {
        return failure.hasErrorLabel("ResumableChangeStreamError")
                || failure instanceof MongoNotPrimaryException
                || failure instanceof MongoNodeIsRecoveringException;
    }

    /** Returns whether the history since the position is permanently lost. */
    static boolean isHistoryLost(Throwable failure) {
        return failure instanceof MongoCommandException refusal && LOST.contains(refusal.getErrorCode());
    }
}
