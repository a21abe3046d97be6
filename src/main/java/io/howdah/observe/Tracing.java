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
 * Begins spans, of what is recorded alone: whether something is, is decided once for its whole trace, where the trace begins. Spans
 * hold names and numbers, and nothing of what is in records, documents, queries or tokens.
 */
public final class Tracing implements MeterBinder, AutoCloseable {

    /** Records nothing. */
    public static final Tracing OFF = new Tracing(TracerProvider.noop(), new SpanDelivery(), 0, false, null);

    private static final String SCOPE = "io.howdah";
    private static final ContextKey<Tracing> TRACING = ContextKey.named("howdah-tracing");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    /** Below the collector's address, as OTLP has it. */
    private static final String PATH = "/v1/traces";

    /** Characters; some are clients' own words, as the names of their operations. */
    private static final int MAX_VALUE_LENGTH = 200;

    /** A batch has one to each of its records. */
    private static final int MAX_LINKS = 100_000;

    private static final long LAST_WORDS_MS = 2_000;

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

    /** Traces as the settings say, or nothing if they name no collector. */
    public static Tracing of(TraceSettings settings) {
        return settings.endpoint()
                .map(endpoint -> to(
                        settings,
                        OtlpHttpSpanExporter.builder()
                                .setEndpoint(endpoint + PATH)
                                .build()))
                .orElse(OFF);
    }

    /** Traces as the settings say, and hands the spans to somebody else. */
    public static Tracing to(TraceSettings settings, SpanExporter exporter) {
        SpanDelivery delivery = new SpanDelivery();
        SdkTracerProvider sdk = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(resource(settings.serviceName())))
                // What has no parent was chosen before it began.
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

    /** Tells how many spans were sent, and how many were not. */
    @Override
    public void bindTo(MeterRegistry registry) {
        delivery.bindTo(registry);
    }

    /** Return whether anything is recorded at all. */
    public boolean isOn() {
        return sdk != null;
    }

    /**
     * Return whether something is recorded that a service of one's own has sent: as it says, or by chance where it says nothing.
     *
     * @param traceparent a valid one, or null
     */
    public boolean records(@Nullable String traceparent) {
        return sdk != null && (traceparent == null ? isLucky() : Traceparent.isSampled(traceparent));
    }

    private boolean isLucky() {
        return ThreadLocalRandom.current().nextDouble() < ratio;
    }

    /** Begins to make a span below another one, or, in {@link Context#root()}, of something that is to be recorded. */
    public SpanBuilder span(String name, SpanKind kind, Context parent) {
        return tracer.spanBuilder(name).setSpanKind(kind).setParent(parent);
    }

    /**
     * Begins a client's request. It always has a trace id, the client's if there is one; its span is recorded by chance, as a
     * client could otherwise have as much recorded as it likes, by its flag or by ids that a ratio of ids lets pass.
     *
     * @param traceparent what the client says, if anything
     * @return a context with the span, which is to be ended
     */
    public Context request(String name, @Nullable String traceparent) {
        String valid = Traceparent.valid(traceparent);
        boolean decides = trustsClients && valid != null;
        boolean recorded = sdk != null && (decides ? Traceparent.isSampled(valid) : isLucky());
        SpanContext client = valid == null ? SpanContext.getInvalid() : Traceparent.remote(valid, recorded);
        Span span = recorded
                ? span(name, SpanKind.SERVER, Context.root().with(Span.wrap(client)))
                        .startSpan()
                : Span.wrap(client.isValid() ? client : unrecorded());
        return context(span);
    }

    /** Return the context of what is done for a span. */
    public Context context(Span span) {
        return Context.root().with(TRACING, this).with(span);
    }

    /** Return what records the spans below a context, or null where nothing has been begun. */
    static @Nullable Tracing of(Context context) {
        return context.get(TRACING);
    }

    /** Its ids are no secret, so that no secure random number is spent on them. */
    private static SpanContext unrecorded() {
        IdGenerator ids = IdGenerator.random();
        return SpanContext.create(
                ids.generateTraceId(), ids.generateSpanId(), TraceFlags.getDefault(), TraceState.getDefault());
    }

    /** Says that what a span is of has failed, by a code or the name of a class: a message may hold what is in a record. */
    public static void fail(Span span, String type) {
        span.setStatus(StatusCode.ERROR).setAttribute(ERROR_TYPE, type);
    }

    /** Sends what is left, if the collector takes it in a moment. */
    @Override
    public void close() {
        if (sdk != null) {
            sdk.shutdown().join(LAST_WORDS_MS, TimeUnit.MILLISECONDS);
        }
    }
}
