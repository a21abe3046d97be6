package io.howdah.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import com.mongodb.MongoTimeoutException;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.MalformedInputException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorClassificationTest {

    static Stream<Throwable> infrastructureErrors() {
        return Stream.of(
                new MongoTimeoutException("away"),
                new TimeoutException("away"),
                new ConnectException("refused"),
                new NoHttpResponseException("closed"),
                new TruncatedChunkException("cut"),
                new ExchangeTimedOutException(new DefaultExchange(new DefaultCamelContext()), 1),
                BulkheadFullException.createBulkheadFullException(Bulkhead.ofDefaults("full")),
                new ConnectionRequestTimeoutException("pool"),
                new SSLHandshakeException("handshake"),
                new ExecutionException(new ConnectException("refused")),
                new RuntimeCamelException(new ExecutionException(new TimeoutException("away"))),
                new RejectedExecutionException("stopping"),
                new InterruptedException(),
                new OutOfMemoryError(),
                new NoClassDefFoundError("com/example/Missing"),
                http(500),
                http(503),
                http(429),
                http(401));
    }

    static Stream<Throwable> recordErrors() {
        return Stream.of(
                new JsonParseException(null, "broken"),
                new RuntimeCamelException(new IOException(new JsonParseException(null, "broken")).getCause()),
                new MalformedInputException(1),
                new InvalidRecordException("empty"),
                new IllegalArgumentException("what a transform throws"),
                new NullPointerException(),
                new StackOverflowError(),
                new ZipException("no archive"),
                new EOFException(),
                new RecordTooLargeException("a step's own topic"),
                http(400),
                http(404),
                http(422));
    }

    @ParameterizedTest
    @MethodSource("infrastructureErrors")
    void infrastructureErrorIsNoRecordError(Throwable failure) {
        assertThat(ErrorClassification.isInfrastructureError(failure)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("recordErrors")
    void everyOtherFailureIsARecordError(Throwable failure) {
        assertThat(ErrorClassification.isInfrastructureError(failure)).isFalse();
    }

    private static Throwable http(int status) {
        return new HttpOperationFailedException("http://service", status, "", null, null, null);
    }
}
