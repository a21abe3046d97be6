package io.howdah.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.howdah.config.TraceSettings;
import io.howdah.model.ReadModel;
import io.howdah.observe.Traceparent;
import io.howdah.observe.Tracing;
import io.howdah.testing.RecordedSpans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTraceTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SAMPLED = "00-" + TRACE + "-b7ad6b7169203331-01";
    private static final String UNSAMPLED = "00-" + TRACE + "-b7ad6b7169203331-00";
    private static final int MANY = 10_000;

    private final RecordedSpans spans = new RecordedSpans();

    @Test
    void recordsAndBatchLinkToEachOther() {
        // Given
        SourceRecord one = record(1, Map.of("traceparent", SAMPLED));
        SourceRecord other = record(2, Map.of("traceparent", UNSAMPLED));
        SourceRecord third = record(3, Map.of("ce_traceparent", SAMPLED));

        // When
        try (Tracing tracing = tracing(0)) {
            BatchTrace trace = new BatchTrace(tracing, "Ride", 3);
            List<SourceRecord> begun =
                    Stream.of(one, other, third).map(trace::begin).toList();
            assertThat(BatchTrace.traceparent(begun.get(0)))
                    .startsWith("00-" + TRACE + "-")
                    .isNotEqualTo(SAMPLED);
            assertThat(BatchTrace.traceparent(begun.get(1))).isEqualTo(UNSAMPLED);
            begun.stream().limit(2).map(BatchTraceTest::change).forEach(change -> {
                trace.add(change);
                trace.applied(change.id(), change);
            });
            trace.end(null);
        }

        // Then
        SpanData batch = span("batch rides.events");
        assertThat(spans.all()).hasSize(3);
        assertThat(spans.all()).filteredOn(span -> span != batch).hasSize(2).allSatisfy(span -> {
            assertThat(span.getTraceId()).isEqualTo(TRACE);
            assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
            assertThat(span.getLinks())
                    .extracting(link -> link.getSpanContext().getSpanId())
                    .containsExactly(batch.getSpanId());
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        });
        assertThat(batch.getTraceId()).isNotEqualTo(TRACE);
        assertThat(batch.getLinks())
                .extracting(link -> link.getSpanContext().getTraceId())
                .containsExactly(TRACE, TRACE);
        assertThat(spans.all())
                .extracting(span -> span.getAttributes().get(AttributeKey.stringKey("howdah.outcome")))
                .containsExactlyInAnyOrder("applied", null, null);
    }

    @Test
    void failedBatchFailsItsSpans() {
        try (Tracing tracing = tracing(1)) {
            BatchTrace trace = new BatchTrace(tracing, "Ride", 1);
            trace.begin(record(1, Map.of()));
            trace.end(new IllegalStateException("secret"));
        }

        assertThat(spans.all()).hasSize(2).allSatisfy(span -> {
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
                    .isEqualTo("java.lang.IllegalStateException");
            assertThat(span.toString()).doesNotContain("secret");
        });
    }

    @Test
    void batchWithoutRecordedRecordsHasNoSpan() {
        try (Tracing tracing = tracing(0)) {
            BatchTrace trace = new BatchTrace(tracing, "Ride", 1);
            trace.begin(record(1, Map.of("traceparent", UNSAMPLED)));
            trace.begin(record(2, Map.of()));
            trace.end(null);
        }

        assertThat(spans.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00-1", "", "00-" + TRACE + "-b7ad6b7169203331"})
    void invalidTraceparentIsIgnored(String text) {
        assertThat(BatchTrace.traceparent(record(1, Map.of(Traceparent.HEADER, text))))
                .isNull();
        assertThat(BatchTrace.traceparent(record(1, Map.of(Traceparent.HEADER, text, "ce_traceparent", SAMPLED))))
                .isEqualTo(SAMPLED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void unrecordedRecordAllocatesNothing(boolean on) {
        // Given
        SourceRecord record = record(1, Map.of("other", "header"));
        try (Tracing tracing = on ? tracing(0) : Tracing.OFF) {
            BatchTrace trace = new BatchTrace(tracing, "Ride", MANY);
            begin(trace, record, 100);

            // When
            long allocated = allocatedBy(() -> begin(trace, record, MANY));

            // Then less than a byte per record
            assertThat(allocated).isLessThan(MANY);
        }
    }

    @Test
    void recordedRecordAllocatesLittle() {
        // Given
        SourceRecord record = record(1, Map.of("traceparent", SAMPLED));
        try (Tracing tracing = tracing(0)) {
            BatchTrace trace = new BatchTrace(tracing, "Ride", 100);
            trace.begin(record);

            // When
            long allocated = allocatedBy(() -> {
                for (int i = 0; i < 100; i++) {
                    trace.begin(record);
                }
            });

            // Then a few KB per record, without space for the maximum number of links
            assertThat(allocated).isLessThan(100 * 10_000);
        }
    }

    private static long allocatedBy(Runnable action) {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getThreadAllocatedBytes(Thread.currentThread().getId());
        action.run();
        return memory.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }

    private static void begin(BatchTrace trace, SourceRecord record, int times) {
        RecordChange change = change(record);
        for (int i = 0; i < times; i++) {
            assertNone(BatchTrace.traceparent(trace.begin(record)));
            trace.add(change);
            trace.applied(change.id(), change);
        }
    }

    private static void assertNone(String traceparent) {
        if (traceparent != null) {
            throw new AssertionError(traceparent);
        }
    }

    private SpanData span(String name) {
        return spans.all().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static RecordChange change(SourceRecord record) {
        Source source = new Source("topic-id", 0, record.position().offset(), record.time(), 0);
        return new RecordChange("a", ReadModel.MAIN_PART, null, 1L, source, record.time(), null, record);
    }

    private static SourceRecord record(long offset, Map<String, String> headers) {
        RecordHeaders all = new RecordHeaders();
        headers.forEach((name, value) -> all.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return new SourceRecord(
                new SourceRecord.Position("rides.events", 0, offset), Instant.EPOCH, null, null, all, null, 0);
    }

    private Tracing tracing(double ratio) {
        return Tracing.to(new TraceSettings(Optional.of(URI.create("http://unused")), ratio, false, "howdah"), spans);
    }
}
