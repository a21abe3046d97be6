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

/** Counts what the edge refuses, by reason, and tells the audit of what is worth it. */
final class EdgeRefusals {

    /** Why something was refused. */
    enum Reason {
        /** There are as many connections as the port takes. */
        CONNECTIONS,
        /** There are as many of the client's address. */
        ADDRESS,
        /** The client's address opens more than it may. */
        CONNECTION_RATE,
        /** No whole head came in time. */
        HEAD_TIMEOUT,
        /** No whole body came in time. */
        BODY_TIMEOUT,
        /** Request line or header lines are too long, or no HTTP. */
        MALFORMED,
        /** A page of another origin. */
        ORIGIN,
        /** More requests than one may send. */
        RATE,
        /** More failed requests than one may send. */
        FAILURES;

        /** As metrics call it. */
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
