package io.howdah.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.config.TraceSettings;
import io.howdah.testing.CapturedLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpanDeliveryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANY = 3 * SpanDelivery.MAX_WAITING;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CapturedLog log = new CapturedLog();

    @BeforeEach
    void hear() {
        log.attach();
    }

    @AfterEach
    void leave() {
        log.detach();
    }

    @Test
    void collectorThatNeverAnswersHoldsNothingUp() {
        // Given
        CompletableResultCode never = new CompletableResultCode();
        Tracing tracing = tracing(spans -> never);

        // When
        end(tracing, MANY);

        // Then all but what waits, and what was on its way, is counted as dropped
        assertThat(count("dropped"))
                .isBetween((double) MANY - SpanDelivery.MAX_WAITING - 1024, (double) MANY - SpanDelivery.MAX_WAITING);
        awaitSaid("setting=howdah.trace.endpoint", "it does not keep up");
        never.succeed();
        tracing.close();
    }

    @Test
    void whatTheCollectorRefusesIsCountedAndSaidOnce() {
        try (Tracing tracing =
                tracing(spans -> CompletableResultCode.ofExceptionalFailure(new IllegalStateException("503")))) {
            end(tracing, 1000);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(count("failed")).isEqualTo(1000));
            assertThat(count("exported")).isZero();
            assertThat(count("dropped")).isZero();
            awaitSaid("503");
        }
    }

    @Test
    void collectorThatIsAwayIsNoError() {
        Tracing tracing =
                Tracing.of(new TraceSettings(Optional.of(URI.create("http://127.0.0.1:1")), 1, false, "howdah"));
        tracing.bindTo(meters);

        end(tracing, 10);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(count("failed")).isEqualTo(10));
        awaitSaid("ConnectException");
        tracing.close();
    }

    @Test
    void whatIsLeftIsSentAtTheEnd() {
        Tracing tracing = tracing(spans -> CompletableResultCode.ofSuccess());

        end(tracing, 10);
        tracing.close();

        assertThat(count("exported")).isEqualTo(10);
    }

    /** Waits for the one line, which comes after the count that it is about. */
    private void awaitSaid(String... parts) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(said()).singleElement().asString().contains(parts));
    }

    private List<String> said() {
        return log.lines().stream()
                .filter(line -> line.contains("The collector does not take spans"))
                .toList();
    }

    private double count(String outcome) {
        return meters.get("howdah.trace.spans")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    private static void end(Tracing tracing, int count) {
        for (int i = 0; i < count; i++) {
            tracing.span("x", SpanKind.INTERNAL, Context.root()).startSpan().end();
        }
    }

    private interface Sending {
        CompletableResultCode send(Collection<SpanData> spans);
    }

    private Tracing tracing(Sending sending) {
        Tracing tracing = Tracing.to(
                new TraceSettings(Optional.of(URI.create("http://unused")), 1, false, "howdah"), new SpanExporter() {
                    @Override
                    public CompletableResultCode export(Collection<SpanData> spans) {
                        return sending.send(spans);
                    }

                    @Override
                    public CompletableResultCode flush() {
                        return CompletableResultCode.ofSuccess();
                    }

                    @Override
                    public CompletableResultCode shutdown() {
                        return CompletableResultCode.ofSuccess();
                    }
                });
        tracing.bindTo(meters);
        return tracing;
    }
}
