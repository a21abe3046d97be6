package io.howdah.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceparentTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SAMPLED = "00-" + TRACE + "-b7ad6b7169203331-01";

    @ParameterizedTest
    @ValueSource(strings = {SAMPLED, "01-" + TRACE + "-b7ad6b7169203331-01-more"})
    void validTextHasATraceAndASpan(String text) {
        assertThat(Traceparent.valid(text)).isEqualTo(text);
        assertThat(Traceparent.isSampled(text)).isTrue();
        assertThat(TraceContext.id(Traceparent.parent(text))).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "x",
                "00-" + TRACE + "-b7ad6b7169203331",
                "ff-" + TRACE + "-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-" + TRACE + "-b7ad6b7169203331-01x",
                "00-0af7651916cd43dd8448eb211c803\r\n -b7ad6b7169203331-01",
            })
    void invalidTextIsRejected(String text) {
        assertThat(Traceparent.valid(text)).isNull();
        assertThat(Traceparent.isSampled(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"00,false", "01,true", "02,false", "03,true", "0f,true", "fe,false"})
    void lastBitOfFlagsMeansSampled(String flags, boolean recorded) {
        assertThat(Traceparent.isSampled(SAMPLED.substring(0, 53) + flags)).isEqualTo(recorded);
    }

    @Test
    void writingReversesReading() {
        assertThat(Traceparent.of(Span.fromContext(Traceparent.parent(SAMPLED))))
                .isEqualTo(SAMPLED);
    }
}
