package io.howdah.http;

import io.howdah.config.EdgeSettings;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Timeouts of a client, in nanoseconds.
 *
 * @param head for the head of the first request
 * @param body for the body of a request after its head
 * @param idle for the next request after a response
 */
record ClientTimeouts(long head, long body, long idle) {

    private static final int LOOKS = 8;
    private static final long MAX_MS = 1_000;

    static ClientTimeouts of(EdgeSettings settings) {
        return new ClientTimeouts(
                settings.headTimeout().toNanos(),
                settings.bodyTimeout().toNanos(),
                settings.keepAlive().toNanos());
    }

    /** Returns the check interval that detects timeouts with sufficient precision, in milliseconds. */
    long lookMs() {
        long shortest = Stream.of(head, body, idle)
                .map(Duration::ofNanos)
                .mapToLong(Duration::toMillis)
                .min()
                .orElse(MAX_MS);
        return Math.max(1, Math.min(MAX_MS, shortest / LOOKS));
    }
}
