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
 * Tells whose fault a failure is; the bean {@code faults} of the routes. Camel alone would go by the nearest class in
 * the chain of causes, so that a wrapper made by some library hides a service that is away.
 */
public final class ErrorClassification {

    /** Answers of a service that say nothing about the record: who we are, too much, too slow. */
    private static final Set<Integer> OUTSIDE_STATUS = Set.of(401, 403, 407, 408, 421, 425, 429);

    private static final int SERVER_ERROR = 500;

    /** Camel and tests make it. */
    public ErrorClassification() {}

    /** Whether the failure that was caught is the fault of the record that was worked on. */
    public boolean isRecordFault(Exchange exchange) {
        return exchange.getProperty(RecordIngest.RECORD) != null && !isOutside(caught(exchange));
    }

    /** Whether a change cannot be shown as it is, however often it is tried. */
    public boolean isOwnFault(Exchange exchange) {
        return !isOutside(caught(exchange));
    }

    /** A failure in one line for the log, without what a server says of values: those are personal data. */
    static String describe(@Nullable Throwable failure) {
        MongoBulkWriteException bulk = ObjectHelper.getException(MongoBulkWriteException.class, failure);
        if (bulk != null && !bulk.getWriteErrors().isEmpty()) {
            return "MongoDB refuses " + bulk.getWriteErrors().size() + " writes, the first with code "
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
     * Whether something outside failed, so that the same record may pass later: a server, the network, this process. The
     * first cause that tells decides; what none tells is the record's.
     */
    static boolean isOutside(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpOperationFailedException http) {
                return http.getStatusCode() >= SERVER_ERROR || OUTSIDE_STATUS.contains(http.getStatusCode());
            }
            if (cause instanceof RecordTooLargeException || cause instanceof SerializationException) {
                return false;
            }
            if (cause instanceof MongoException mongo) {
                return !WriteErrors.isOfDocument(mongo);
            }
            if (isNetwork(cause) || isOutsideAlone(cause)) {
                return true;
            }
        }
        return false;
    }

    /** Not every IOException: many speak of what was read, such as broken JSON or a broken archive. */
    private static boolean isNetwork(Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof InterruptedIOException
                || cause instanceof UnknownHostException
                || cause instanceof SSLException
                || cause instanceof HttpTimeoutException
                || cause instanceof ClosedChannelException
                || cause instanceof NoHttpResponseException
                // The service went away in the middle of its answer.
                || cause instanceof MalformedChunkCodingException
                || cause instanceof ConnectionClosedException
                || cause instanceof ConnectionRequestTimeoutException;
    }

    private static boolean isOutsideAlone(Throwable cause) {
        return cause instanceof BatchAbandonedException
                || cause instanceof SwitchingException
                || cause instanceof ModelPausedException
                || cause instanceof NewerFormatException
                || cause instanceof RaceLostException
                || cause instanceof DirectConsumerNotAvailableException
                // A class is missing or does not fit: a wrong deployment, and every record would meet it.
                || cause instanceof LinkageError
                || cause instanceof KafkaException
                || cause instanceof TimeoutException
                || cause instanceof ExchangeTimedOutException
                || cause instanceof BulkheadFullException
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
