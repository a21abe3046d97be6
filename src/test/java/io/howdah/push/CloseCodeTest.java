package io.howdah.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseCodeTest {

    @ParameterizedTest(name = "{0} clients reconnect over {1} ms")
    @CsvSource({"0, 250", "1000, 250", "4000, 1000", "20000, 5000", "1000000, 5000"})
    void reconnectsToOtherProcessesAreSpreadOverTime(int clients, int spreadMs) {
        int[] hints =
                IntStream.range(0, 2_000).map(i -> CloseCode.retryMs(clients)).toArray();

        assertThat(IntStream.of(hints)).allSatisfy(hint -> assertThat(hint).isBetween(500, 499 + spreadMs));
        assertThat(IntStream.of(hints).max().orElseThrow()).isGreaterThan(500 + spreadMs * 9 / 10);
        assertThat(IntStream.of(hints).min().orElseThrow()).isLessThan(500 + spreadMs / 10);
    }
}
