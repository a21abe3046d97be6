package io.howdah.query;

import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;

/** Classifies failures of reads from MongoDB, for all APIs. */
public final class ReadFailures {

    private ReadFailures() {}

    /** Returns whether MongoDB is temporarily unavailable, so that a retry may succeed. */
    public static boolean isUnavailable(Throwable failure) {
        return failure instanceof MongoTimeoutException
                || failure instanceof MongoSocketException
                || failure instanceof MongoConnectionPoolClearedException
                || failure instanceof MongoNotPrimaryException
                || failure instanceof MongoNodeIsRecoveringException;
    }

    /** Returns whether the read exceeded its time limit. */
    public static boolean isTimeout(Throwable failure) {
        return failure instanceof MongoExecutionTimeoutException;
    }
}
