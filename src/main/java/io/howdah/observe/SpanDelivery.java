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
 * The way of spans to the collector. What waits for it is bounded: while it is away or slow the newest spans are dropped and
 * counted, and nothing else is held up.
 */
final class SpanDelivery implements MeterBinder {

    /** How many spans may wait, of about a kilobyte each. */
    static final int MAX_WAITING = 4_096;

    /** How many are sent at once, and how long they wait to be so many: a request costs more than its spans. */
    private static final int AT_ONCE = 1_024;

    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final long SAY_EVERY = TimeUnit.MINUTES.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(SpanDelivery.class);

    /** The SDK speaks of each failure by the JDK's logging, with a stack trace; it is held here, or else would be forgotten. */
    private final java.util.logging.Logger sdkLog = java.util.logging.Logger.getLogger("io.opentelemetry");

    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder exported = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final AtomicLong said = new AtomicLong(System.nanoTime() - SAY_EVERY);

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
                        "Spans that the collector got, that it did not take, and that found no place to wait for it")
                .register(registry);
    }

    /** Return what takes the spans that end, and brings them there. */
    SpanProcessor to(SpanExporter exporter) {
        sdkLog.setLevel(Level.OFF);
        return new Bounded(BatchSpanProcessor.builder(new Counted(exporter))
                .setScheduleDelay(EVERY)
                .setMaxExportBatchSize(AT_ONCE)
                .setMaxQueueSize(2 * MAX_WAITING)
                .build());
    }

    private void sayNow(@Nullable Throwable reason) {
        long last = said.get();
        long now = System.nanoTime();
        if (now - last >= SAY_EVERY && said.compareAndSet(last, now)) {
            LOG.atWarn()
                    .addKeyValue("setting", "howdah.trace.endpoint")
                    .addKeyValue("failedSoFar", failed.sum())
                    .addKeyValue("droppedSoFar", dropped.sum())
                    .addKeyValue("reason", reason == null ? "it does not keep up" : String.valueOf(reason))
                    .log("The collector does not take spans, they are lost");
        }
    }

    /** Lets in as many as may wait. The SDK's queue is bounded as well, but tells nobody how many it has dropped. */
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
                sayNow(null);
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

    /** Counts what becomes of those that are sent. */
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
                    sayNow(result.getFailureThrowable());
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
