package io.howdah.ingest;

import com.fasterxml.jackson.core.JacksonException;
import com.mongodb.MongoException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose fault a failure is; the bean {@code ingestFaults} of the routes. Camel alone would go by the nearest class in
 * the chain of causes, so that a wrapper made by some library hides a service that is away.
 */
public final class Faults {

    /** Answers of a service that say nothing about the record: who we are, too much, too slow. */
    private static final Set<Integer> OUTSIDE_STATUS = Set.of(401, 403, 407, 408, 421, 425, 429);

    private static final int SERVER_ERROR = 500;

    /** Camel and tests make it. */
    public Faults() {}

    /** Whether the failure that was caught is the fault of the record that was worked on. */
    public boolean isRecordFault(Exchange exchange) {
        return exchange.getProperty(RecordIngest.RECORD) != null && !isOutside(caught(exchange));
    }

    /**
     * Whether something outside failed, so that the same record may pass later: a server, the network, this process. The
     * first cause that tells decides; what none tells is the record's.
     */
    static boolean isOutside(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpOperationFailedException http) {
                return http.getStatusCode() >= SERVER_ERROR || OUTSIDE_STATUS.contains(http.getStatusCode());
            }
            // Both are IOExceptions, and speak of what was read.
            if (cause instanceof JacksonException || cause instanceof CharacterCodingException) {
                return false;
            }
            if (isOutsideAlone(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOutsideAlone(Throwable cause) {
        return cause instanceof BatchAbandonedException
                || cause instanceof MongoException
                || cause instanceof KafkaException
                || cause instanceof IOException
                || cause instanceof TimeoutException
                || cause instanceof InterruptedException
                || cause instanceof RejectedExecutionException
                || cause instanceof CallNotPermittedException
                // A value that is nested too deep overflows the stack: that is the record's.
                || (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError));
    }

    private static @Nullable Throwable caught(Exchange exchange) {
        return exchange.getException() != null
                ? exchange.getException()
                : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }
}
