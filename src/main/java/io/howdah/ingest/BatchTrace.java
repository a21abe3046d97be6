package io.howdah.ingest;

import io.howdah.observe.Traceparent;
import io.howdah.observe.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trace spans of a batch, by OpenTelemetry's messaging conventions. Each recorded record has a span under its sender's,
 * from its start until the batch is committed. The batch has one span with links to them; MongoDB commands for the
 * whole batch are under it. A batch without recorded records has no spans.
 */
final class BatchTrace {

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.name");
    private static final AttributeKey<String> TOPIC = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");
    private static final AttributeKey<Long> COUNT = AttributeKey.longKey("messaging.batch.message_count");
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("howdah.model");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("howdah.outcome");

    private final Tracing tracing;
    private final String model;
    private final int size;
    private final Instant startedAt;
    private final List<Span> records = new ArrayList<>(0);
    private final Map<Object, List<RecordChange>> changes = new HashMap<>();

    private @Nullable Span batch;

    BatchTrace(Tracing tracing, String model, int size) {
        this.tracing = tracing;
        this.model = model;
        this.size = size;
        this.startedAt = tracing.isOn() ? Instant.now() : Instant.MIN;
    }

    /** Starts the span of a record, if it is recorded, and returns the record with the span. */
    SourceRecord begin(SourceRecord record) {
        if (!tracing.isOn()) {
            return record;
        }
        String sender = record.traceparent();
        if (!tracing.records(sender)) {
            return record;
        }
        Span whole = batch(record.position().topic());
        Span span = span(
                        "process",
                        record.position().topic(),
                        sender == null ? Context.root() : Traceparent.parent(sender))
                .setAttribute(PARTITION, Integer.toString(record.position().partition()))
                .setAttribute(OFFSET, record.position().offset())
                .startSpan();
        // Not added through the builder: it allocates space for the maximum number of links.
        span.addLink(whole.getSpanContext());
        whole.addLink(span.getSpanContext());
        records.add(span);
        return record.withSpan(span);
    }

    private Span batch(String topic) {
        Span existing = batch;
        if (existing != null) {
            return existing;
        }
        Span created = span("batch", topic, Context.root())
                .setAttribute(COUNT, (long) size)
                .setStartTimestamp(startedAt)
                .startSpan();
        batch = created;
        return created;
    }

    private SpanBuilder span(String name, String topic, Context parent) {
        return tracing.span(name + " " + topic, SpanKind.CONSUMER, parent)
                .setAttribute(SYSTEM, "kafka")
                .setAttribute(OPERATION_TYPE, "process")
                .setAttribute(OPERATION, name)
                .setAttribute(TOPIC, topic)
                .setAttribute(MODEL, model);
    }

    /** Returns the parent context for work on the whole batch. */
    Context context() {
        return batch == null ? Context.root() : tracing.context(batch);
    }

    /** Returns the parent context for work on one record. */
    Context context(SourceRecord record) {
        Span span = record.span();
        return span == null ? Context.root() : tracing.context(span);
    }

    /** Returns the trace context that a record's document keeps: that of its span, or else its sender's, or null. */
    static @Nullable String traceparent(SourceRecord record) {
        Span span = record.span();
        return span == null ? record.traceparent() : Traceparent.of(span);
    }

    /** Adds the change of a record. */
    void add(RecordChange change) {
        if (change.record().span() != null) {
            changes.computeIfAbsent(change.id(), id -> new ArrayList<>(1)).add(change);
        }
    }

    /**
     * Records that a change's document was written.
     *
     * @param id the change's ID. Most changes are not recorded, and the ID rules them out: the change itself has left
     *     the processor's caches, and reading each one would cost more than the rest of tracing
     */
    @SuppressWarnings("ReferenceEquality") // the very change of this batch, not an equal one
    void applied(Object id, RecordChange change) {
        List<RecordChange> recorded = changes.get(id);
        if (recorded == null || recorded.stream().noneMatch(each -> each == change)) {
            return;
        }
        Span span = change.record().span();
        if (span != null) {
            span.setAttribute(OUTCOME, "applied");
        }
    }

    /** Records that a record goes to the dead-letter topic. */
    static void rejected(DeadLetter letter) {
        Span span = letter.source().span();
        if (span != null) {
            span.setAttribute(OUTCOME, "dead-letter");
            Tracing.fail(span, letter.error());
        }
    }

    /**
     * Ends all spans.
     *
     * @param failure why the batch is not committed and will be read again, or null
     */
    void end(@Nullable Throwable failure) {
        Span whole = batch;
        if (whole == null) {
            return;
        }
        if (failure != null) {
            String type = failure.getClass().getName();
            records.forEach(span -> Tracing.fail(span, type));
            Tracing.fail(whole, type);
        }
        records.forEach(Span::end);
        whole.end();
    }
}
