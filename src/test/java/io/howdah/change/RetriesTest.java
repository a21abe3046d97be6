package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetriesTest {

    @Test
    void streamsThatLostTheirServerTogetherDoNotComeBackTogether() {
        Set<Duration> waits = new HashSet<>();
        for (int route = 0; route < 100; route++) {
            waits.add(new Retries().next());
        }

        assertThat(waits)
                .hasSizeGreaterThan(10)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofMillis(50), Duration.ofMillis(100)));
    }

    @Test
    void waitGrowsToItsLongestAndBeginsAgain() {
        Retries retries = new Retries();
        for (int retry = 0; retry < 6; retry++) {
            retries.next();
        }

        assertThat(retries.next()).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));
        retries.reset();
        assertThat(retries.next()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }
}
