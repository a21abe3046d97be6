package io.howdah.http;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Filters headers between clients and exchanges: only the listed names pass. Clients thus cannot control components with
 * {@code CamelMongoDbOperation}, {@code kafka.OVERRIDE_TOPIC} and similar headers (CVE-2026-46726, CVE-2026-49098), and
 * headers of a route do not leak to clients.
 */
public final class EdgeHeaders implements HeaderFilterStrategy {
    private static final Set<String> IN = Set.of(
            "accept",
            "accept-language",
            "content-type",
            "content-length",
            "idempotency-key",
            "if-match",
            "if-none-match",
            "last-event-id",
            "traceparent",
            "tracestate");

    private static final Set<String> OUT = Set.of(
            "allow",
            "cache-control",
            "content-disposition",
            "content-language",
            "content-type",
            "etag",
            "expires",
            "last-modified",
            "link",
            "location",
            "retry-after",
            "vary",
            "www-authenticate");

    /** Returns whether a client's header with this name may enter a route. */
    public static boolean admits(String name) {
        return IN.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, @Nullable Object value, @Nullable Exchange exchange) {
        return !admits(name);
    }

    /** A route's own response headers must be named {@code X-...}, because no Camel component uses such a name. */
    @Override
    public boolean applyFilterToCamelHeaders(String name, @Nullable Object value, @Nullable Exchange exchange) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !OUT.contains(lower) && !lower.startsWith("x-");
    }
}
