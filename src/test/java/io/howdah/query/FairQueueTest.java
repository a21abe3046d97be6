package io.howdah.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FairQueueTest {

    private final List<String> started = new ArrayList<>();

    @Test
    void ownersTakeTurns() {
        // Given
        FairQueue queue = new FairQueue(1, 1);
        for (String work : List.of("a1", "a2", "a3", "b1", "c1", "c2")) {
            add(queue, work);
        }

        // When
        while (queue.waiting() > 0) {
            queue.done(last().substring(0, 1));
        }

        // Then
        assertThat(started).containsExactly("a1", "a2", "b1", "c1", "a3", "c2");
        assertThat(queue.running()).isEqualTo(1);
    }

    @Test
    void ownerAtItsLimitLeavesTheRestToOthers() {
        // Given
        FairQueue queue = new FairQueue(3, 2);

        // When
        for (String work : List.of("a1", "a2", "a3", "b1", "b2")) {
            add(queue, work);
        }

        // Then
        assertThat(started).containsExactly("a1", "a2", "b1");
        assertThat(queue.waiting()).isEqualTo(2);
        assertThat(queue.running()).isEqualTo(3);

        // When
        queue.done("b");

        // Then
        assertThat(started).endsWith("b2");
    }

    @Test
    void ownerAboveItsShareOfTheProcessorsWaitsForAWhile() {
        // Given
        AtomicLong now = new AtomicLong();
        ProcessorTimes times = new ProcessorTimes(now::get, 0.5);
        List<String> begun = new CopyOnWriteArrayList<>();
        FairQueue queue = new FairQueue(10, 5, times);
        times.add("a", TimeUnit.SECONDS.toNanos(1));
        times.add("b", TimeUnit.MILLISECONDS.toNanos(100));

        // When
        for (String owner : List.of("a", "b", "c")) {
            queue.add(owner, () -> begun.add(owner));
        }

        // Then
        assertThat(begun).containsExactly("b", "c");
        assertThat(queue.isAtLimit("a")).isTrue();

        // When
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));

        // Then
        await().untilAsserted(() -> assertThat(begun).containsExactly("b", "c", "a"));
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void ownerNearItsShareOfTheProcessorsRunsOneAtATime() {
        // Given
        ProcessorTimes times = new ProcessorTimes(() -> 0, 0.5);
        FairQueue queue = new FairQueue(10, 5, times);
        times.add("a", TimeUnit.MILLISECONDS.toNanos(300));
        times.add("b", TimeUnit.MILLISECONDS.toNanos(100));

        // When
        for (String work : List.of("a1", "a2", "b1", "b2")) {
            add(queue, work);
        }

        // Then
        assertThat(started).containsExactly("a1", "b1", "b2");

        // When
        queue.done("a");

        // Then
        assertThat(started).endsWith("a2");
    }

    @Test
    void limitsHoldAndNothingIsLost() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        FairQueue queue = new FairQueue(5, 2);
        Map<String, Integer> running = new HashMap<>();
        int added = 0;
        while (added < 2_000 || !started.isEmpty()) {
            if (added < 2_000 && random.nextBoolean()) {
                add(queue, "abcdefg".charAt(random.nextInt(7)) + "" + added++);
            } else if (!started.isEmpty()) {
                queue.done(started.remove(random.nextInt(started.size())).substring(0, 1));
            }
            running.clear();
            started.forEach(work -> running.merge(work.substring(0, 1), 1, Integer::sum));
            assertThat(queue.running())
                    .as("seed %d", seed)
                    .isEqualTo(started.size())
                    .isLessThanOrEqualTo(5);
            assertThat(running.values()).as("seed %d", seed).allMatch(number -> number <= 2);
        }
        assertThat(queue.waiting()).as("seed %d", seed).isZero();
    }

    private void add(FairQueue queue, String work) {
        queue.add(work.substring(0, 1), () -> started.add(work));
    }

    private String last() {
        return started.get(started.size() - 1);
    }
}
