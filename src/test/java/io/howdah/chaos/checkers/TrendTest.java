package io.howdah.chaos.checkers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {

    private static final int SAMPLES = 96;

    @Test
    void noiseAndPeaksAreNoGrowth() {
        Random random = new Random(1);

        assertThat(trend(i -> 30e6 + random.nextInt(1_000_000) + (i % 7 == 0 ? 5e6 : 0))
                        .growth())
                .isCloseTo(0, within(5e5));
        assertThat(trend(i -> 40).growth()).isZero();
    }

    @Test
    void leakIsSeenThroughNoiseAndPeaks() {
        Random random = new Random(2);

        Trend trend = trend(i -> 30e6 + i * 50e3 + random.nextInt(1_000_000) + (i % 7 == 0 ? 5e6 : 0));

        assertThat(trend.growth()).isCloseTo((SAMPLES - 1) * 50e3, within(5e5));
        assertThat(trend.perMinute()).isCloseTo(200e3, within(20e3));
    }

    /** What comes once, as a cache that is filled, and stays. */
    @Test
    void stepEarlyOnIsNoGrowth() {
        assertThat(trend(i -> i < 10 ? 30e6 : 34e6).growth()).isZero();
    }

    @Test
    void oneMeasurementTellsNothing() {
        assertThat(Trend.of(List.of(0.0), List.of(1.0))).isEqualTo(new Trend(0, 0));
    }

    /** Of four samples a minute. */
    private static Trend trend(IntToDoubleFunction value) {
        List<Double> minutes =
                IntStream.range(0, SAMPLES).mapToObj(i -> i / 4.0).toList();
        return Trend.of(
                minutes,
                IntStream.range(0, SAMPLES).mapToObj(value::applyAsDouble).toList());
    }
}
