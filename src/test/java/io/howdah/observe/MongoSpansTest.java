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

    private final RecordedSpans kept = new RecordedSpans();

    @Test
    void whatIsAskedIsNamedAndLiesBelowWhatItIsAskedFor() {
        // When
        try (Tracing tracing = tracing(1)) {
            Context request = tracing.request("GET /rides", null);
            assertThat(MongoSpans.<String, RuntimeException>of(request, "find", "howdah", "rides", () -> SECRET))
                    .isEqualTo(SECRET);
            Span.fromContext(request).end();
        }

        // Then
        SpanData asked = span("find rides");
        assertThat(asked.getParentSpanId()).isEqualTo(span("GET /rides").getSpanId());
        assertThat(asked.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(asked.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(asked.getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("db.system.name", "mongodb")
                        .put("db.operation.name", "find")
                        .put("db.namespace", "howdah")
                        .put("db.collection.name", "rides")
                        .build()
                        .asMap());
        assertThat(asked.toString()).doesNotContain(SECRET);
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
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
    void failureIsToldByItsCodeOrItsClassAndGoesOn(Throwable failure, String type) {
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

        SpanData asked = span("find rides");
        assertThat(asked.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(asked.getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo(type);
        assertThat(asked.toString()).doesNotContain(SECRET);
    }

    @Test
    void ofWhatIsNotRecordedThereIsNone() {
        try (Tracing tracing = tracing(0)) {
            Stream.of(Context.root(), tracing.request("GET", null))
                    .forEach(context -> assertThat(MongoSpans.<String, RuntimeException>of(
                                    context, "find", "howdah", "rides", () -> SECRET))
                            .isEqualTo(SECRET));
        }

        assertThat(kept.all()).isEmpty();
    }

    private SpanData span(String name) {
        return kept.all().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Tracing tracing(double ratio) {
        return Tracing.to(new TraceSettings(Optional.of(URI.create("http://unused")), ratio, false, "howdah"), kept);
    }
}
