package io.howdah.admin;

import com.mongodb.MongoException;
import com.mongodb.MongoServerException;
import io.howdah.observe.FailureLog;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Converts failures to messages for the operator. */
public final class AdminFailure {

    private static final Logger LOG = LoggerFactory.getLogger(AdminFailure.class);

    private AdminFailure() {}

    /** Returns the problem to answer with, or empty if the failure is a defect of Howdah. */
    static Optional<AdminException> explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AdminException known) {
                return Optional.of(known);
            }
            if (cause instanceof MongoException) {
                return Optional.of(AdminException.unavailable("MongoDB failed (" + describe(cause)
                        + "); try again when it is available, or correct howdah.mongo.uri"));
            }
            if (cause instanceof KafkaException) {
                return Optional.of(AdminException.unavailable("Kafka failed (" + describe(cause)
                        + "); try again when it is available, or correct howdah.kafka.brokers"));
            }
        }
        return Optional.empty();
    }

    /** Logs a defect of Howdah after the start of a response, and returns the problem for its last line. */
    static AdminException unknown(Throwable failure) {
        FailureLog.error(LOG, failure).log("An operator's request failed after the start of its response");
        return AdminException.unavailable("the request failed before its end; the log of the process has the reason");
    }

    /** Returns the root cause in one line. For an error of a MongoDB server only its code, as its message may have personal data. */
    public static String describe(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MongoServerException server) {
                return server.getClass().getSimpleName() + " code " + server.getCode();
            }
            root = cause;
        }
        String line = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
        return root.getClass().getSimpleName() + (root.getMessage() == null ? "" : ": " + line);
    }
}
