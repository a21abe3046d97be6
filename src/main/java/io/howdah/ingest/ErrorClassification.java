package io.howdah.ingest;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoServerException;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.howdah.store.SwitchingException;
import io.howdah.upgrade.NewerFormatException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.util.ObjectHelper;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Classifies failures as record errors or infrastructure errors. Bean {@code faults} of the routes; thread-safe.
 *
 * <p>The first cause that is classified decides. Camel's own matching picks the nearest class in the chain of causes,
 * so a library's wrapper exception would hide an unavailable service.
 */
public final class ErrorClassification {

    /** HTTP status codes that do not depend on the record: authentication, overload, timeouts. */
    private static final Set<Integer> INFRASTRUCTURE_STATUS = Set.of(401, 403, 407, 408, 421, 425, 429);

    private static final int SERVER_ERROR = 500;

    /** Creates the classification; Camel needs the public constructor. */
    public ErrorClassification() {}

    /** Returns whether the caught exception is an error of the current record. */
    public boolean isRecordFault(Exchange exchange) {
        return exchange.getProperty(RecordIngest.RECORD) != null && !isInfrastructureError(caught(exchange));
    }

    /** Returns whether the caught exception is an error of the change itself, so that retries cannot succeed. */
    public boolean isOwnFault(Exchange exchange) {
        return !isInfrastructureError(caught(exchange));
    }

    /**
     * Returns a failure in one line for the log, without MongoDB's message: that contains values, which are personal
     * data.
     */
    static String describe(@Nullable Throwable failure) {
        MongoBulkWriteException bulk = ObjectHelper.getException(MongoBulkWriteException.class, failure);
        if (bulk != null && !bulk.getWriteErrors().isEmpty()) {
            return "MongoDB rejected " + bulk.getWriteErrors().size() + " writes, the first with code "
                    + WriteErrors.describe(bulk.getWriteErrors().get(0).getCode());
        }
        MongoServerException server = ObjectHelper.getException(MongoServerException.class, failure);
        if (server != null) {
            return server.getClass().getName() + " code " + server.getCode();
        }
        ModelPausedException paused = ObjectHelper.getException(ModelPausedException.class, failure);
        if (paused != null) {
            return String.valueOf(paused.getMessage());
        }
        return String.valueOf(failure).lines().findFirst().orElse("");
    }

    /**
     * Returns whether a failure is an infrastructure error (a server, the network, this process), so that the same
     * record may succeed later. The first classified cause decides; an unclassified failure is a record error.
     */
    static boolean isInfrastructureError(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpOperationFailedException http) {
                return http.getStatusCode() >= SERVER_ERROR || INFRASTRUCTURE_STATUS.contains(http.getStatusCode());
            }
            if (cause instanceof RecordTooLargeException || cause instanceof SerializationException) {
                return false;
            }
            if (cause instanceof MongoException mongo) {
                return !WriteErrors.isOfDocument(mongo);
            }
            if (isNetwork(cause) || isOtherInfrastructureError(cause)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether the cause is a network failure. Not every IOException is: many report broken input, such as
     * invalid JSON or a broken archive.
     */
    private static boolean isNetwork(Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof InterruptedIOException
                || cause instanceof UnknownHostException
                || cause instanceof SSLException
                || cause instanceof HttpTimeoutException
                || cause instanceof ClosedChannelException
                || cause instanceof NoHttpResponseException
                // The service closed the connection during its response.
                || cause instanceof MalformedChunkCodingException
                || cause instanceof ConnectionClosedException
                || cause instanceof ConnectionRequestTimeoutException;
    }

    private static boolean isOtherInfrastructureError(Throwable cause) {
        return cause instanceof BatchAbandonedException
                || cause instanceof SwitchingException
                || cause instanceof ModelPausedException
                || cause instanceof NewerFormatException
                || cause instanceof RaceLostException
                || cause instanceof DirectConsumerNotAvailableException
                // A missing or incompatible class is a wrong deployment and would fail every record.
                || cause instanceof LinkageError
                || cause instanceof KafkaException
                || cause instanceof TimeoutException
                || cause instanceof ExchangeTimedOutException
                || cause instanceof BulkheadFullException
                || cause instanceof InterruptedException
                || cause instanceof RejectedExecutionException
                || cause instanceof CallNotPermittedException
                // A value that is nested too deeply overflows the stack: a record error.
                || (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError));
    }

    private static @Nullable Throwable caught(Exchange exchange) {
        return exchange.getException() != null
                ? exchange.getException()
                : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }
}
