package io.howdah.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.query.ProcessorTimes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FairPoolTest {

    private final List<String> run = new CopyOnWriteArrayList<>();
    private final CountDownLatch go = new CountDownLatch(1);

    @Test
    void ownerWithManyTasksDelaysAnotherByOneTask() {
        try (FairPool pool = new FairPool("test", 1, 1, new ProcessorTimes(100))) {
            // Given
            pool.execute("busy", this::awaitGo, () -> {});
            for (int i = 0; i < 1_000; i++) {
                add(pool, "busy", "busy-" + i);
            }
            add(pool, "quiet", "quiet-0");
            assertThat(pool.running()).isEqualTo(1);
            assertThat(pool.waiting()).isEqualTo(1_001);

            // When
            go.countDown();
            await().until(() -> run.size() == 1_001);

            // Then
            assertThat(run.indexOf("quiet-0")).isLessThanOrEqualTo(1);
            assertThat(run).filteredOn(work -> work.startsWith("busy")).startsWith("busy-0", "busy-1", "busy-2");
        }
    }

    @Test
    void ownerWithSlowTasksLeavesThreadsToOthers() {
        try (FairPool pool = new FairPool("test", 4, 3, new ProcessorTimes(100))) {
            // Given
            for (int i = 0; i < 10; i++) {
                pool.execute("slow", this::awaitGo, () -> {});
            }

            // When
            add(pool, "quick", "quick");

            // Then
            await().until(() -> run.contains("quick"));
            go.countDown();
        }
    }

    @Test
    void taskOfAClosedPoolRunsItsStoppedAction() {
        AtomicInteger stopped = new AtomicInteger();
        FairPool pool = new FairPool("test", 1, 1, new ProcessorTimes(100));
        pool.close();
        pool.execute("a", () -> run.add("a"), stopped::incrementAndGet);
        assertThat(stopped).hasValue(1);
        assertThat(run).isEmpty();
    }

    private void add(FairPool pool, String owner, String work) {
        pool.execute(owner, () -> run.add(work), () -> {});
    }

    private void awaitGo() {
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
