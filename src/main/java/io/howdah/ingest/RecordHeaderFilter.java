package io.howdah.ingest;

import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaHeaderFilterStrategy;

/**
 * Lets a record's headers into a route, but none that Camel or Howdah obeys: whoever may write to a topic must not be able
 * to send a step elsewhere, or to delete by a header. The bean {@code recordHeaders} of the routes.
 */
public final class RecordHeaderFilter extends KafkaHeaderFilterStrategy {

    /** The saga that a route takes part in (CVE-2026-85312): the one such name of Camel without a prefix. */
    private static final String SAGA = "long-running-action";

    /** Camel and tests make it. */
    public RecordHeaderFilter() {}

    @Override
    public boolean applyFilterToExternalHeaders(String headerName, Object headerValue, Exchange exchange) {
        return isObeyed(headerName) || super.applyFilterToExternalHeaders(headerName, headerValue, exchange);
    }

    /** Whether a header of this name would steer a step. */
    public static boolean isObeyed(String name) {
        // A service that it is sent on to may not count the spaces around a name.
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("camel")
                || lower.startsWith("org.apache.camel")
                || lower.startsWith("kafka.")
                || lower.startsWith("howdah")
                || lower.equals(SAGA);
    }
}
