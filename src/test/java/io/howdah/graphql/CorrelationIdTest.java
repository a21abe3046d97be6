package io.howdah.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationIdTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @ParameterizedTest
    @ValueSource(strings = {"00-" + TRACE + "-b7ad6b7169203331-01", "01-" + TRACE + "-b7ad6b7169203331-01-more"})
    void isTheTraceOfTheRequest(String traceparent) {
        assertThat(CorrelationId.of(traceparent)).isEqualTo(TRACE);
    }

    @ParameterizedTest
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
    void isOneOfItsOwnWithoutAValidTrace(String traceparent) {
        assertThat(CorrelationId.of(traceparent)).matches("[0-9a-f]{32}").isNotEqualTo(TRACE);
    }

    @Test
    void isAnotherForEachRequest() {
        assertThat(Stream.generate(() -> CorrelationId.of(null)).limit(1000).collect(Collectors.toSet()))
                .hasSize(1000);
    }
}
