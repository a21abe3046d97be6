package io.howdah.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProcessorTimesTest {

    private final AtomicLong now = new AtomicLong();
    private final ProcessorTimes times = new ProcessorTimes(now::get, 0.5);

    @Test
    void averagesWhatAnOwnerUses() {
        for (int i = 0; i < 500; i++) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(10));
            times.add("heavy", TimeUnit.MILLISECONDS.toNanos(5));
        }

        assertThat(times.processors("heavy")).isEqualTo(0.5, within(0.01));
        assertThat(times.processors("other")).isZero();
    }

    @Test
    void forgetsWithTime() {
        times.add("heavy", TimeUnit.SECONDS.toNanos(1));

        now.addAndGet(TimeUnit.SECONDS.toNanos(5));

        assertThat(times.processors("heavy")).isLessThan(0.01);
    }

    @Test
    void ownerAboveItsShareWaitsWhileOthersAreActive() {
        // Given an owner above the share of 0.5 processors
        times.add("heavy", TimeUnit.MILLISECONDS.toNanos(600));
        assertThat(times.maxRunning("heavy")).isEqualTo(Integer.MAX_VALUE);

        // When
        times.add("light", TimeUnit.MILLISECONDS.toNanos(100));

        // Then
        assertThat(times.maxRunning("heavy")).isZero();
        assertThat(times.maxRunning("light")).isEqualTo(Integer.MAX_VALUE);
        assertThat(times.maxRunning("other")).isEqualTo(Integer.MAX_VALUE);

        // When its average falls below the share, and then below half of it
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(300));

        // Then
        assertThat(times.maxRunning("heavy")).isEqualTo(1);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(600));
        assertThat(times.maxRunning("heavy")).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void keepsTheHeavyOnesOfManyOwners() {
        times.add("heavy", TimeUnit.SECONDS.toNanos(1));

        for (int i = 0; i < 5_000; i++) {
            times.add("light-" + i, 1);
        }

        assertThat(times.processors("heavy")).isEqualTo(1);
        assertThat(times.processors("light-0")).isZero();
    }

    @Test
    void chargesTheProcessorTimeOfWork() {
        times.charge("idle", () -> {});
        times.charge("busy", () -> {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        });

        assertThat(times.processors("busy")).isGreaterThan(times.processors("idle"));
    }
}
