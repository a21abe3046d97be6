package io.howdah.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.TraceSettings;
import io.howdah.testing.RecordedSpans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingTest {

    /** The smallest trace id, which every sampler by id accepts. */
    private static final String TRACE = "00000000000000000000000000000001";

    private static final String SAMPLED = "00-" + TRACE + "-b7ad6b7169203331-01";
    private static final String UNSAMPLED = "00-" + TRACE + "-b7ad6b7169203331-00";

    private final RecordedSpans recorded = new RecordedSpans();

    @Test
    void nothingIsRecordedWithoutACollector() {
        Tracing off = Tracing.of(new TraceSettings(Optional.empty(), 1, true, "howdah"));

        assertThat(off).isSameAs(Tracing.OFF);
        assertThat(off.isOn()).isFalse();
        assertThat(off.records(SAMPLED)).isFalse();
        assertThat(off.records(null)).isFalse();
        assertThat(Span.fromContext(off.request("GET", SAMPLED)).isRecording()).isFalse();
    }

    @Test
    void ownServicesDecideOfTheirRecords() {
        try (Tracing never = tracing(0, false);
                Tracing always = tracing(1, false)) {
            assertThat(never.records(SAMPLED)).isTrue();
            assertThat(never.records(null)).isFalse();
            assertThat(always.records(UNSAMPLED)).isFalse();
            assertThat(always.records(null)).isTrue();
        }
    }

    @Test
    void clientDoesNotDecideUnlessItIsTrusted() {
        try (Tracing never = tracing(0, false);
                Tracing always = tracing(1, false);
                Tracing neverButTrusts = tracing(0, true);
                Tracing alwaysButTrusts = tracing(1, true)) {
            assertThat(isRecorded(never, SAMPLED)).isFalse();
            assertThat(isRecorded(never, UNSAMPLED)).isFalse();
            assertThat(isRecorded(always, SAMPLED)).isTrue();
            assertThat(isRecorded(always, UNSAMPLED)).isTrue();
            assertThat(isRecorded(neverButTrusts, SAMPLED)).isTrue();
            assertThat(isRecorded(neverButTrusts, null)).isFalse();
            assertThat(isRecorded(alwaysButTrusts, UNSAMPLED)).isFalse();
        }
    }

    @Test
    void shareOfAClientsRequestsIsRecordedWhateverItSends() {
        try (Tracing half = tracing(0.5, false)) {
            // 20 standard deviations to each side
            assertThat(IntStream.range(0, 10_000).filter(i -> isRecorded(half, SAMPLED)))
                    .hasSizeBetween(4_000, 6_000);
        }
    }

    @Test
    void requestOfAClientIsBelowItsSpan() {
        try (Tracing always = tracing(1, false)) {
            Span.fromContext(always.request("GET", UNSAMPLED)).end();
        }

        assertThat(recorded.all()).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("GET");
            assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
            assertThat(span.getTraceId()).isEqualTo(TRACE);
            assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void everyRequestHasATraceOfItsOwn(double ratio) {
        try (Tracing tracing = tracing(ratio, false)) {
            Set<String> ids = Stream.generate(() -> TraceContext.id(tracing.request("GET", "x")))
                    .limit(1000)
                    .collect(Collectors.toSet());

            assertThat(ids).hasSize(1000).allMatch(id -> id.matches("[0-9a-f]{32}"));
        }
    }

    @Test
    void longValuesAreCut() {
        try (Tracing tracing = tracing(1, false)) {
            tracing.span("x", SpanKind.INTERNAL, Context.root())
                    .setAttribute("name", "n".repeat(10_000))
                    .startSpan()
                    .end();
        }

        assertThat(recorded.all())
                .singleElement()
                .extracting(SpanData::getAttributes)
                .satisfies(attributes -> assertThat(attributes.asMap().values())
                        .singleElement()
                        .asString()
                        .hasSize(200));
    }

    private static boolean isRecorded(Tracing tracing, String traceparent) {
        return Span.fromContext(tracing.request("GET", traceparent)).isRecording();
    }

    private Tracing tracing(double ratio, boolean trustsClients) {
        return Tracing.to(
                new TraceSettings(Optional.of(URI.create("http://unused")), ratio, trustsClients, "howdah"), recorded);
    }
}
