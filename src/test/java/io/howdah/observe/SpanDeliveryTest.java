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

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MANY = 3 * SpanDelivery.MAX_WAITING;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CapturedLog log = new CapturedLog();

    @BeforeEach
    void attachLog() {
        log.attach();
    }

    @AfterEach
    void detachLog() {
        log.detach();
    }

    @Test
    void collectorThatNeverRespondsBlocksNothing() {
        // Given
        CompletableResultCode never = new CompletableResultCode();
        Tracing tracing = tracing(spans -> never);

        // When
        end(tracing, MANY);

        // Then all spans except those in the queue and in flight are counted as dropped
        assertThat(count("dropped"))
                .isBetween((double) MANY - SpanDelivery.MAX_WAITING - 1024, (double) MANY - SpanDelivery.MAX_WAITING);
        awaitLogged("setting=howdah.trace.endpoint", "the queue is full");
        never.succeed();
        tracing.close();
    }

    @Test
    void refusedSpansAreCountedAndLoggedOnce() {
        try (Tracing tracing =
                tracing(spans -> CompletableResultCode.ofExceptionalFailure(new IllegalStateException("503")))) {
            end(tracing, 1000);

            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(count("failed")).isEqualTo(1000));
            assertThat(count("exported")).isZero();
            assertThat(count("dropped")).isZero();
            awaitLogged("503");
        }
    }

    @Test
    void unavailableCollectorIsNoError() {
        Tracing tracing =
                Tracing.of(new TraceSettings(Optional.of(URI.create("http://127.0.0.1:1")), 1, false, "howdah"));
        tracing.bindTo(meters);

        end(tracing, 10);

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(count("failed")).isEqualTo(10));
        awaitLogged("ConnectException");
        tracing.close();
    }

    @Test
    void closeSendsTheRemainingSpans() {
        Tracing tracing = tracing(spans -> CompletableResultCode.ofSuccess());

        end(tracing, 10);
        tracing.close();

        assertThat(count("exported")).isEqualTo(10);
    }

    /** Waits for the single log line, which follows the count. */
    private void awaitLogged(String... parts) {
        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(logged()).singleElement().asString().contains(parts));
    }

    private List<String> logged() {
        return log.lines().stream()
                .filter(line -> line.contains("The collector does not accept spans"))
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

    private interface Sender {
        CompletableResultCode send(Collection<SpanData> spans);
    }

    private Tracing tracing(Sender sender) {
        Tracing tracing = Tracing.to(
                new TraceSettings(Optional.of(URI.create("http://unused")), 1, false, "howdah"), new SpanExporter() {
                    @Override
                    public CompletableResultCode export(Collection<SpanData> spans) {
                        return sender.send(spans);
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
