package io.howdah.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import io.howdah.config.TraceSettings;
import io.howdah.testing.RecordedSpans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MongoSpansTest {

    private static final String SECRET = "of alice";

    private final RecordedSpans recorded = new RecordedSpans();

    @Test
    void spanHasTheNameOfItsOperationAndTheParentOfItsRequest() {
        // When
        try (Tracing tracing = tracing(1)) {
            Context request = tracing.request("GET /rides", null);
            assertThat(MongoSpans.<String, RuntimeException>of(request, "find", "howdah", "rides", () -> SECRET))
                    .isEqualTo(SECRET);
            Span.fromContext(request).end();
        }

        // Then
        SpanData span = span("find rides");
        assertThat(span.getParentSpanId()).isEqualTo(span("GET /rides").getSpanId());
        assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("db.system.name", "mongodb")
                        .put("db.operation.name", "find")
                        .put("db.namespace", "howdah")
                        .put("db.collection.name", "rides")
                        .build()
                        .asMap());
        assertThat(span.toString()).doesNotContain(SECRET);
    }

    @Test
    void unknownAttributesAreLeftOut() {
        try (Tracing tracing = tracing(1)) {
            MongoSpans.<String, RuntimeException>of(tracing.request("GET", null), "command", null, null, () -> SECRET);
        }

        assertThat(span("command").getAttributes().asMap())
                .containsOnlyKeys(
                        AttributeKey.stringKey("db.system.name"), AttributeKey.stringKey("db.operation.name"));
    }

    static Stream<Arguments> failures() {
        MongoException refused = new MongoException(13, "not authorized " + SECRET);
        ServerAddress server = new ServerAddress("127.0.0.1", 1);
        MongoException cut = new MongoSocketReadException("closed " + SECRET, server, new IllegalStateException());
        return Stream.of(
                Arguments.of(refused, "13"),
                Arguments.of(new RuntimeException("of Camel", refused), "13"),
                Arguments.of(cut, MongoSocketReadException.class.getName()),
                Arguments.of(new IllegalArgumentException(SECRET), IllegalArgumentException.class.getName()),
                Arguments.of(new StackOverflowError(SECRET), StackOverflowError.class.getName()));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureHasItsCodeOrClassAndIsRethrown(Throwable failure, String type) {
        try (Tracing tracing = tracing(1)) {
            Context request = tracing.request("GET", null);
            assertThatThrownBy(() -> MongoSpans.<String, Exception>of(request, "find", "howdah", "rides", () -> {
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw (Exception) failure;
                    }))
                    .isSameAs(failure);
        }

        SpanData span = span("find rides");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo(type);
        assertThat(span.toString()).doesNotContain(SECRET);
    }

    @Test
    void unrecordedRequestHasNoSpan() {
        try (Tracing tracing = tracing(0)) {
            Stream.of(Context.root(), tracing.request("GET", null))
                    .forEach(context -> assertThat(MongoSpans.<String, RuntimeException>of(
                                    context, "find", "howdah", "rides", () -> SECRET))
                            .isEqualTo(SECRET));
        }

        assertThat(recorded.all()).isEmpty();
    }

    private SpanData span(String name) {
        return recorded.all().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Tracing tracing(double ratio) {
        return Tracing.to(
                new TraceSettings(Optional.of(URI.create("http://unused")), ratio, false, "howdah"), recorded);
    }
}
