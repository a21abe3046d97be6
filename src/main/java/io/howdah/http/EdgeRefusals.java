package io.howdah.http;

import io.howdah.security.Audit;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpServerRequest;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts refused connections and requests by reason, and reports the relevant ones to the audit log. */
final class EdgeRefusals {

    /** Reason of a refusal. */
    enum Reason {
        /** The port has its maximum number of connections. */
        CONNECTIONS,
        /** The client's address has its maximum number of connections. */
        ADDRESS,
        /** The client's address opens connections too fast. */
        CONNECTION_RATE,
        /** The head of a request did not arrive in time. */
        HEAD_TIMEOUT,
        /** The body of a request did not arrive in time. */
        BODY_TIMEOUT,
        /** The request line or headers are too long, or the request is not HTTP. */
        MALFORMED,
        /** The request comes from a page of another origin. */
        ORIGIN,
        /** The client sends too many requests. */
        RATE,
        /** The client sends too many failed requests. */
        FAILURES;

        /** Returns the reason's name in metrics. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);
    private final Audit audit;
    private final ClientAddress addresses;

    EdgeRefusals(Audit audit, ClientAddress addresses) {
        this.audit = audit;
        this.addresses = addresses;
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    void bindTo(MeterRegistry meters) {
        counts.forEach((reason, count) -> FunctionCounter.builder("howdah.http.refused", count, LongAdder::sum)
                .tag("reason", reason.word())
                .description("connections and requests that the edge refused")
                .register(meters));
    }

    void count(Reason reason) {
        counts.getOrDefault(reason, new LongAdder()).increment();
    }

    void originRefused(HttpServerRequest request) {
        count(Reason.ORIGIN);
        String origin = String.valueOf(request.getHeader(HttpHeaderNames.ORIGIN));
        audit.originRefused(origin, addresses.of(request), path(request));
    }

    void rateLimited(Reason reason, String subject, String address, HttpServerRequest request) {
        count(reason);
        audit.rateLimited(subject, address, path(request));
    }

    private static String path(HttpServerRequest request) {
        String path = request.path();
        return path == null ? "" : path;
    }
}
