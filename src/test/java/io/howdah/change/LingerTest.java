package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LingerTest {

    private final AtomicLong now = new AtomicLong();
    private final Linger linger = new Linger(now::get);

    @Test
    void quietStreamIsReadWithoutPauses() {
        for (int reply = 0; reply < 50; reply++) {
            assertThat(linger.afterBatch(Linger.BUSY / 10)).isEmpty();
            now.addAndGet(Linger.WINDOW_NANOS / 5);
        }
    }

    @Test
    void busyStreamPausesUntilItIsQuietAgain() {
        // When
        linger.afterBatch(Linger.BUSY);
        now.addAndGet(Linger.WINDOW_NANOS);

        // Then
        assertThat(linger.afterBatch(1)).contains(Linger.PAUSE);
        assertThat(linger.afterBatch(1)).contains(Linger.PAUSE);

        // When
        now.addAndGet(Linger.WINDOW_NANOS);
        assertThat(linger.afterBatch(1)).isEmpty();
    }

    @Test
    void changesOfALongSilenceAreNoBusyStream() {
        now.addAndGet(10 * Linger.WINDOW_NANOS);
        assertThat(linger.afterBatch(2 * Linger.BUSY - 1)).isEmpty();
    }

    @Test
    void fullAndEmptyRepliesAreFollowedByTheNextAtOnce() {
        linger.afterBatch(Linger.BUSY);
        now.addAndGet(Linger.WINDOW_NANOS);
        assertThat(linger.afterBatch(10_000)).isEmpty();
        assertThat(linger.afterBatch(0)).isEmpty();
    }
}
