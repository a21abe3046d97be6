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
 * The spans of a batch, as OpenTelemetry's conventions for messaging have them: one for each record that is recorded, below what sent
 * it, from when it is opened until its batch is committed; and one for the batch, which links to them, and beneath which MongoDB is
 * asked for all of them at once. Of a batch without a recorded record there is nothing.
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
    private final Instant began;
    private final List<Span> records = new ArrayList<>(0);
    private final Map<Object, List<RecordChange>> changes = new HashMap<>();

    private @Nullable Span batch;

    BatchTrace(Tracing tracing, String model, int size) {
        this.tracing = tracing;
        this.model = model;
        this.size = size;
        this.began = tracing.isOn() ? Instant.now() : Instant.MIN;
    }

    /** Begins the span of a record, if it is recorded, and returns the record with it. */
    SourceRecord begin(SourceRecord record) {
        if (!tracing.isOn()) {
            return record;
        }
        String sender = record.traceparent();
        if (!tracing.records(sender)) {
            return record;
        }
        Span whole = batch(record.place().topic());
        Span span = span(
                        "process", record.place().topic(), sender == null ? Context.root() : Traceparent.parent(sender))
                .setAttribute(PARTITION, Integer.toString(record.place().partition()))
                .setAttribute(OFFSET, record.place().offset())
                .startSpan();
        // A builder would make room for as many links as a span may have.
        span.addLink(whole.getSpanContext());
        whole.addLink(span.getSpanContext());
        records.add(span);
        return record.with(span);
    }

    private Span batch(String topic) {
        Span known = batch;
        if (known != null) {
            return known;
        }
        Span made = span("batch", topic, Context.root())
                .setAttribute(COUNT, (long) size)
                .setStartTimestamp(began)
                .startSpan();
        batch = made;
        return made;
    }

    private SpanBuilder span(String name, String topic, Context parent) {
        return tracing.span(name + " " + topic, SpanKind.CONSUMER, parent)
                .setAttribute(SYSTEM, "kafka")
                .setAttribute(OPERATION_TYPE, "process")
                .setAttribute(OPERATION, name)
                .setAttribute(TOPIC, topic)
                .setAttribute(MODEL, model);
    }

    /** What is done for the whole batch. */
    Context context() {
        return batch == null ? Context.root() : tracing.context(batch);
    }

    /** What is done for a record alone. */
    Context context(SourceRecord record) {
        Span span = record.span();
        return span == null ? Context.root() : tracing.context(span);
    }

    /** The place in a trace that a record's document keeps: that of its span, or else what its sender said, or null. */
    static @Nullable String traceparent(SourceRecord record) {
        Span span = record.span();
        return span == null ? record.traceparent() : Traceparent.of(span);
    }

    /** Takes what a record has become. */
    void add(RecordChange change) {
        if (change.record().span() != null) {
            changes.computeIfAbsent(change.id(), id -> new ArrayList<>(1)).add(change);
        }
    }

    /**
     * A change's document was written.
     *
     * @param id the change's, by which it is known for most that they are not recorded; the change itself has left the processor's
     *     caches long ago, and to look into each of a batch would cost more than all else that is done for traces
     */
    @SuppressWarnings("ReferenceEquality") // a change is one of the batch's, however much another is like it
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

    /** The record goes to the dead-letter topic. */
    static void rejected(DeadLetter letter) {
        Span span = letter.source().span();
        if (span != null) {
            span.setAttribute(OUTCOME, "dead-letter");
            Tracing.fail(span, letter.error());
        }
    }

    /**
     * Ends them.
     *
     * @param failure why the batch is not committed and read again, or null
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
