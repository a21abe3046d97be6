package io.howdah.http;

import io.github.bucket4j.TimeMeter;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is put forward. */
final class SetClock implements TimeMeter {

    private final AtomicLong now = new AtomicLong();

    void forward(long nanos) {
        now.addAndGet(nanos);
    }

    @Override
    public long currentTimeNanos() {
        return now.get();
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
