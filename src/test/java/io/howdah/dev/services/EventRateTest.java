package io.howdah.dev.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventRateTest {

    private static final long START = Long.MAX_VALUE - TimeUnit.MILLISECONDS.toNanos(100);

    private final EventRate pacing = new EventRate(20, START);

    @Test
    void spreadsTheEventsEvenlyAcrossTheSecond() {
        // When, Then: also when nanoTime overflows
        for (int tick = 0; tick < 60; tick++) {
            assertThat(pacing.due(at(tick * 50))).as("tick %d", tick).isEqualTo(1);
            assertThat(pacing.due(at(tick * 50 + 49)))
                    .as("before tick %d", tick + 1)
                    .isZero();
        }
    }

    @Test
    void catchesUpOnlyOnShortDelays() {
        assertThat(pacing.due(at(0))).isEqualTo(1);
        assertThat(pacing.due(at(200))).isEqualTo(4);
        assertThat(pacing.due(at(60_000))).isEqualTo(20);
        assertThat(pacing.due(at(60_050))).isEqualTo(1);
    }

    private static long at(long millis) {
        return START + TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
