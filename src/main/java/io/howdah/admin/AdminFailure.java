package io.howdah.admin;

import com.mongodb.MongoException;
import com.mongodb.MongoServerException;
import io.howdah.observe.FailureLog;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what failed into a sentence for the operator. */
public final class AdminFailure {

    private static final Logger LOG = LoggerFactory.getLogger(AdminFailure.class);

    private AdminFailure() {}

    /** Return the failure as an answer, or nothing if it is an error of ours. */
    static Optional<AdminException> explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AdminException known) {
                return Optional.of(known);
            }
            if (cause instanceof MongoException) {
                return Optional.of(AdminException.unavailable("MongoDB fails (" + describe(cause)
                        + "); try again when it is back, or correct howdah.mongo.uri"));
            }
            if (cause instanceof KafkaException) {
                return Optional.of(AdminException.unavailable("Kafka fails (" + describe(cause)
                        + "); try again when it is back, or correct howdah.kafka.brokers"));
            }
        }
        return Optional.empty();
    }

    /** An error of ours in the middle of an answer, whose status is sent already. */
    static AdminException unknown(Throwable failure) {
        FailureLog.error(LOG, failure).log("A request failed in the middle of its answer");
        return AdminException.unavailable("the request failed in its middle; the log of the process says why");
    }

    /** Return the first cause in one line, without what a server says of values: those are personal data. */
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
