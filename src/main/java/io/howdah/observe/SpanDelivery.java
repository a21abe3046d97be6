package io.howdah.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans to the collector from a bounded queue. While the collector is unavailable or slow, new spans are dropped and counted, and
 * nothing else waits.
 */
final class SpanDelivery implements MeterBinder {

    /** Maximum spans in the queue, of about a kilobyte each. */
    static final int MAX_WAITING = 4_096;

    /** Maximum spans of a request. A request costs more than its spans. */
    private static final int MAX_BATCH = 1_024;

    /** How long spans wait for a full batch. */
    private static final Duration MAX_DELAY = Duration.ofSeconds(2);

    private static final long LOG_INTERVAL = TimeUnit.MINUTES.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(SpanDelivery.class);

    /** Logger of the SDK, which logs each failure with a stack trace. The reference preserves the logger with its level. */
    private final java.util.logging.Logger sdkLog = java.util.logging.Logger.getLogger("io.opentelemetry");

    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder exported = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_INTERVAL);

    @Override
    public void bindTo(MeterRegistry registry) {
        count(registry, "exported", exported);
        count(registry, "failed", failed);
        count(registry, "dropped", dropped);
    }

    private static void count(MeterRegistry registry, String outcome, LongAdder count) {
        FunctionCounter.builder("howdah.trace.spans", count, LongAdder::sum)
                .tag("outcome", outcome)
                .description(
                        "Spans that the collector accepted, that it did not accept, and that were dropped because the queue was full")
                .register(registry);
    }

    /** Returns the processor that passes ended spans to an exporter. */
    SpanProcessor to(SpanExporter exporter) {
        sdkLog.setLevel(Level.OFF);
        return new Bounded(BatchSpanProcessor.builder(new Counted(exporter))
                .setScheduleDelay(MAX_DELAY)
                .setMaxExportBatchSize(MAX_BATCH)
                .setMaxQueueSize(2 * MAX_WAITING)
                .build());
    }

    private void logLoss(@Nullable Throwable reason) {
        long last = loggedAt.get();
        long now = System.nanoTime();
        if (now - last >= LOG_INTERVAL && loggedAt.compareAndSet(last, now)) {
            LOG.atWarn()
                    .addKeyValue("setting", "howdah.trace.endpoint")
                    .addKeyValue("failedSoFar", failed.sum())
                    .addKeyValue("droppedSoFar", dropped.sum())
                    .addKeyValue("reason", reason == null ? "the queue is full" : String.valueOf(reason))
                    .log("The collector does not accept spans; they are lost");
        }
    }

    /** Bounds the queue. The SDK's queue is bounded too, but does not report how many spans it drops. */
    private final class Bounded implements SpanProcessor {

        private final SpanProcessor next;

        Bounded(SpanProcessor next) {
            this.next = next;
        }

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            if (waiting.incrementAndGet() > MAX_WAITING) {
                waiting.decrementAndGet();
                dropped.increment();
                logLoss(null);
            } else {
                next.onEnd(span);
            }
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }

        @Override
        public CompletableResultCode shutdown() {
            return next.shutdown();
        }

        @Override
        public CompletableResultCode forceFlush() {
            return next.forceFlush();
        }
    }

    /** Counts the outcomes of sent spans. */
    private final class Counted implements SpanExporter {

        private final SpanExporter next;

        Counted(SpanExporter next) {
            this.next = next;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            waiting.addAndGet(-count);
            CompletableResultCode result = next.export(spans);
            return result.whenComplete(() -> {
                if (result.isSuccess()) {
                    exported.add(count);
                } else {
                    failed.add(count);
                    logLoss(result.getFailureThrowable());
                }
            });
        }

        @Override
        public CompletableResultCode flush() {
            return next.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return next.shutdown();
        }
    }
}
