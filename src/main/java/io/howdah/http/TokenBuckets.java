package io.howdah.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Token buckets of recent clients, all with the same refill rate. Thread-safe. */
final class TokenBuckets {

    /** Maximum number of buckets. The least used are removed first; a new bucket is full. */
    private static final long MAX_CLIENTS = 100_000;

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Maximum debt of a bucket, in seconds of refill. */
    private static final int MAX_DEBT = 2;

    private final int capacity;
    private final int perSecond;
    private final TimeMeter clock;
    private final Cache<String, Bucket> buckets;

    /**
     * Creates the buckets.
     *
     * @param capacity the number of tokens of a full bucket
     * @param perSecond the number of tokens refilled per second
     * @param clock the time source
     */
    TokenBuckets(int capacity, int perSecond, TimeMeter clock) {
        this.capacity = capacity;
        this.perSecond = perSecond;
        this.clock = clock;
        // A bucket that no client has used for this long is full again.
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                .expireAfterAccess(SECOND.multipliedBy(MAX_DEBT + capacity / perSecond))
                .ticker(clock::currentTimeNanos)
                .build();
    }

    /** Returns a client's bucket; a new one is full. */
    Bucket of(String client) {
        return buckets.get(
                client,
                added -> Bucket.builder()
                        .addLimit(each -> each.capacity(capacity).refillGreedy(perSecond, SECOND))
                        .withCustomTimePrecision(clock)
                        .build());
    }

    /** Returns a client's bucket, or null if it is full. */
    @Nullable
    Bucket find(String client) {
        return buckets.getIfPresent(client);
    }
}
