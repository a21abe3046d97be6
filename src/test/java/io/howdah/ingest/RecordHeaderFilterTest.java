package io.howdah.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordHeaderFilterTest {

    private final RecordHeaderFilter filter = new RecordHeaderFilter();

    /** The last two select a saga (CVE-2026-85312). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri",
                " camelMongoDbOperation",
                "kafka.OVERRIDE_TOPIC",
                "org.apache.camel.x",
                "HowdahDelete",
                "Long-Running-Action",
                "long-running-action "
            })
    void headersThatControlARouteAreRemoved(String name) {
        assertThat(filter.applyFilterToExternalHeaders(name, "x", null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"traceparent", "ce_type", "content-type", "tenant"})
    void otherHeadersPass(String name) {
        assertThat(filter.applyFilterToExternalHeaders(name, "x", null)).isFalse();
    }
}
