package io.howdah.http;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.jspecify.annotations.Nullable;

/**
 * What passes between a client's headers and an exchange's: only what these lists name. Everything else stays outside, so that
 * no client can steer a component by {@code CamelMongoDbOperation}, {@code kafka.OVERRIDE_TOPIC} and their like
 * (CVE-2026-46726, CVE-2026-49098), and nothing that a route keeps in its headers leaks to a client.
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

    /** Whether a header of this name, sent by a client, may enter a route. */
    public static boolean admits(String name) {
        return IN.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, @Nullable Object value, @Nullable Exchange exchange) {
        return !admits(name);
    }

    /** A header that a route makes up for its clients is called {@code X-...}: no component of Camel uses such a name. */
    @Override
    public boolean applyFilterToCamelHeaders(String name, @Nullable Object value, @Nullable Exchange exchange) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !OUT.contains(lower) && !lower.startsWith("x-");
    }
}
