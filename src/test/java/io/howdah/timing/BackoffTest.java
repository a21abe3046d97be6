package io.howdah.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    @Test
    void delayDoublesWithEachFailureUpToTheMaximum() {
        assertThat(backoff.after(1)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
        assertThat(backoff.after(3)).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
        assertThat(backoff.after(7)).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));
        assertThat(backoff.after(Integer.MAX_VALUE)).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));
    }

    @Test
    void simultaneousFailuresDoNotRetryTogether() {
        Set<Duration> delays = new HashSet<>();
        for (int process = 0; process < 100; process++) {
            delays.add(backoff.after(1));
        }

        assertThat(delays).hasSizeGreaterThan(10);
    }

    @Test
    void jitterIsFromTheLowerBoundToTheUpperOne() {
        for (int i = 0; i < 1000; i++) {
            assertThat(Jitter.between(Duration.ofMillis(500), Duration.ofMillis(510)))
                    .isBetween(Duration.ofMillis(500), Duration.ofMillis(509));
        }
    }
}
