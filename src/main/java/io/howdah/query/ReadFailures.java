package io.howdah.query;

import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;

/** What a failed read says of MongoDB, the same to every API. */
public final class ReadFailures {

    private ReadFailures() {}

    /** Returns whether MongoDB is not there at the moment, so that another try may succeed. */
    public static boolean isAway(Throwable failure) {
        return failure instanceof MongoTimeoutException
                || failure instanceof MongoSocketException
                || failure instanceof MongoConnectionPoolClearedException
                || failure instanceof MongoNotPrimaryException
                || failure instanceof MongoNodeIsRecoveringException;
    }

    /** Returns whether the read took longer than it may. */
    public static boolean isLate(Throwable failure) {
        return failure instanceof MongoExecutionTimeoutException;
    }
}
