package io.howdah.observe;

import io.howdah.config.TraceSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Creates spans for recorded traces. Whether a trace is recorded is decided once, where it starts. Spans contain names and numbers, but no
 * content of records, documents, queries or tokens.
 */
public final class Tracing implements MeterBinder, AutoCloseable {

    /** Tracing that records nothing. */
    public static final Tracing OFF = new Tracing(TracerProvider.noop(), new SpanDelivery(), 0, false, null);

    private static final String SCOPE = "io.howdah";
    private static final ContextKey<Tracing> TRACING = ContextKey.named("howdah-tracing");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    /** Path of OTLP below the collector's address. */
    private static final String PATH = "/v1/traces";

    /** Maximum length of a value in characters. Clients choose some, such as the names of their operations. */
    private static final int MAX_VALUE_LENGTH = 200;

    /** Maximum links of a span: a batch has one to each of its records. */
    private static final int MAX_LINKS = 100_000;

    private static final long CLOSE_TIMEOUT_MS = 2_000;

    private final Tracer tracer;
    private final SpanDelivery delivery;
    private final double ratio;
    private final boolean trustsClients;
    private final @Nullable SdkTracerProvider sdk;

    private Tracing(
            TracerProvider provider,
            SpanDelivery delivery,
            double ratio,
            boolean trustsClients,
            @Nullable SdkTracerProvider sdk) {
        this.tracer = provider.get(SCOPE);
        this.delivery = delivery;
        this.ratio = ratio;
        this.trustsClients = trustsClients;
        this.sdk = sdk;
    }

    /** Creates tracing for the collector of the settings; {@link #OFF} without one. */
    public static Tracing of(TraceSettings settings) {
        return settings.endpoint()
                .map(endpoint -> to(
                        settings,
                        OtlpHttpSpanExporter.builder()
                                .setEndpoint(endpoint + PATH)
                                .build()))
                .orElse(OFF);
    }

    /** Creates tracing that passes its spans to an exporter. */
    public static Tracing to(TraceSettings settings, SpanExporter exporter) {
        SpanDelivery delivery = new SpanDelivery();
        SdkTracerProvider sdk = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(resource(settings.serviceName())))
                // For a span without a parent, the caller has already decided to record it.
                .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(MAX_VALUE_LENGTH)
                        .setMaxNumberOfLinks(MAX_LINKS)
                        .build())
                .addSpanProcessor(delivery.to(exporter))
                .build();
        return new Tracing(sdk, delivery, settings.sampleRatio(), settings.trustsClients(), sdk);
    }

    private static Resource resource(String serviceName) {
        String version = Tracing.class.getPackage().getImplementationVersion();
        return Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"),
                serviceName,
                AttributeKey.stringKey("service.version"),
                version == null ? "" : version,
                AttributeKey.stringKey("service.instance.id"),
                UUID.randomUUID().toString()));
    }

    /** Registers the counters of sent and lost spans. */
    @Override
    public void bindTo(MeterRegistry registry) {
        delivery.bindTo(registry);
    }

    /** Returns whether tracing is on. */
    public boolean isOn() {
        return sdk != null;
    }

    /**
     * Returns whether a message of a trusted service is recorded: as its traceparent decides, else by the sample ratio.
     *
     * @param traceparent a valid traceparent, or null
     */
    public boolean records(@Nullable String traceparent) {
        return sdk != null && (traceparent == null ? isSampled() : Traceparent.isSampled(traceparent));
    }

    private boolean isSampled() {
        return ThreadLocalRandom.current().nextDouble() < ratio;
    }

    /** Creates the builder of a span below the span of a context, or of a new recorded trace for {@link Context#root()}. */
    public SpanBuilder span(String name, SpanKind kind, Context parent) {
        return tracer.spanBuilder(name).setSpanKind(kind).setParent(parent);
    }

    /**
     * Starts the span of a client's request. It always has a trace id: the client's, if it sent one. Unless clients are trusted, a random
     * share is recorded, independent of the client's flag and ids, so that a client cannot record as much as it likes.
     *
     * @param traceparent the client's header, or null
     * @return a context with the span; the caller ends the span
     */
    public Context request(String name, @Nullable String traceparent) {
        String valid = Traceparent.valid(traceparent);
        boolean decides = trustsClients && valid != null;
        boolean recorded = sdk != null && (decides ? Traceparent.isSampled(valid) : isSampled());
        SpanContext client = valid == null ? SpanContext.getInvalid() : Traceparent.remote(valid, recorded);
        Span span = recorded
                ? span(name, SpanKind.SERVER, Context.root().with(Span.wrap(client)))
                        .startSpan()
                : Span.wrap(client.isValid() ? client : unrecorded());
        return context(span);
    }

    /** Returns a context with a span as the current one. */
    public Context context(Span span) {
        return Context.root().with(TRACING, this).with(span);
    }

    /** Returns the tracing of a context, or null if it has none. */
    static @Nullable Tracing of(Context context) {
        return context.get(TRACING);
    }

    /** Creates the context of an unrecorded span. Its ids are not secret, so they need no secure random numbers. */
    private static SpanContext unrecorded() {
        IdGenerator ids = IdGenerator.random();
        return SpanContext.create(
                ids.generateTraceId(), ids.generateSpanId(), TraceFlags.getDefault(), TraceState.getDefault());
    }

    /** Marks a span as failed, with a code or the name of a class. Messages are left out, because they may contain data of a record. */
    public static void fail(Span span, String type) {
        span.setStatus(StatusCode.ERROR).setAttribute(ERROR_TYPE, type);
    }

    /** Sends the remaining spans, for at most two seconds. */
    @Override
    public void close() {
        if (sdk != null) {
            sdk.shutdown().join(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        }
    }
}
