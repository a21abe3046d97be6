package io.howdah.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Buckets of tokens, one for each client that came lately; all fill again at the same rate. */
final class TokenBuckets {

    /** So many are kept; those that are used the least go first, and a new one is full. */
    private static final long MAX_CLIENTS = 100_000;

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** For how many seconds a bucket may be less than empty, and more. */
    private static final int MAX_DEBT = 2;

    private final int capacity;
    private final int perSecond;
    private final TimeMeter clock;
    private final Cache<String, Bucket> buckets;

    /**
     * Makes them.
     *
     * @param capacity how many tokens a full one has
     * @param perSecond how many come back each second
     * @param clock tells the time
     */
    TokenBuckets(int capacity, int perSecond, TimeMeter clock) {
        this.capacity = capacity;
        this.perSecond = perSecond;
        this.clock = clock;
        // One that nobody has used for so long is full again.
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                .expireAfterAccess(SECOND.multipliedBy(MAX_DEBT + capacity / perSecond))
                .ticker(clock::currentTimeNanos)
                .build();
    }

    /** Return a client's bucket; that of a new one is full. */
    Bucket of(String client) {
        return buckets.get(
                client,
                added -> Bucket.builder()
                        .addLimit(each -> each.capacity(capacity).refillGreedy(perSecond, SECOND))
                        .withCustomTimePrecision(clock)
                        .build());
    }

    /** Return a client's bucket, unless it is a full one. */
    @Nullable
    Bucket find(String client) {
        return buckets.getIfPresent(client);
    }
}
