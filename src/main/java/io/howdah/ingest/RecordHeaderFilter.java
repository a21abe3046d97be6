package io.howdah.ingest;

import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaHeaderFilterStrategy;

/**
 * Filter of record headers that removes the ones that Camel or Howdah acts on. A producer must not be able to redirect
 * a step or to delete a document with a header. Bean {@code recordHeaders} of the routes.
 */
public final class RecordHeaderFilter extends KafkaHeaderFilterStrategy {

    /** Camel's only such header without a prefix: it selects a saga (CVE-2026-85312). */
    private static final String SAGA = "long-running-action";

    /** Creates the filter; Camel needs the public constructor. */
    public RecordHeaderFilter() {}

    @Override
    public boolean applyFilterToExternalHeaders(String headerName, Object headerValue, Exchange exchange) {
        return controlsStep(headerName) || super.applyFilterToExternalHeaders(headerName, headerValue, exchange);
    }

    /** Returns whether a header with this name would control a step. */
    public static boolean controlsStep(String name) {
        // A service that receives the header may ignore spaces around its name.
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("camel")
                || lower.startsWith("org.apache.camel")
                || lower.startsWith("kafka.")
                || lower.startsWith("howdah")
                || lower.equals(SAGA);
    }
}
