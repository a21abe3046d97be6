package io.howdah.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FileWatchTest {

    private final AtomicReference<String> content = new AtomicReference<>("one");
    private final FileWatch<String> watch = new FileWatch<>("one", content::get);

    @Test
    void changeIsReportedOnceAfterItHasSettled() {
        assertThat(watch.look()).isEmpty();

        // When a file is written in two steps
        content.set("tw");
        assertThat(watch.look()).isEmpty();
        content.set("two");
        assertThat(watch.look()).isEmpty();
        assertThat(watch.isQuiet()).isFalse();

        // Then
        assertThat(watch.look()).contains("two");
        assertThat(watch.look()).isEmpty();
        assertThat(watch.isQuiet()).isTrue();
    }

    @Test
    void revertedChangeIsIgnored() {
        content.set("two");
        assertThat(watch.look()).isEmpty();
        content.set("one");

        assertThat(watch.look()).isEmpty();
        assertThat(watch.look()).isEmpty();
    }
}
