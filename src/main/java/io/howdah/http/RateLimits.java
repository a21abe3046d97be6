package io.howdah.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.howdah.security.Principal;
import io.howdah.timing.Jitter;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * Limits the requests of each client with a token bucket that refills each second. A principal has one bucket for all
 * connections; anonymous clients share that of their network. Each process counts separately. Thread-safe.
 */
public final class RateLimits {

    /** Prefix of the keys of clients that are counted by network. */
    public static final String NETWORK = "@";

    private static final Duration WINDOW = Duration.ofSeconds(1);

    /** Delay of a refusal, shorter than {@code Retry-After}, which has whole seconds. */
    private static final Duration HELD = Duration.ofMillis(250);

    /** An oversized body costs as much as many requests: this number of them uses up a second's requests. */
    private static final int BODIES = 4;

    private final int max;
    private final int maxFailures;
    private final TokenBuckets requests;
    private final TokenBuckets failures;

    /**
     * The result of a rate check.
     *
     * @param granted whether the request may proceed
     * @param max the maximum number of requests per second
     * @param remaining the number of requests available now
     * @param resetSeconds seconds until the bucket is full
     * @param retrySeconds seconds until the next request is available
     */
    public record Permit(boolean granted, int max, long remaining, long resetSeconds, long retrySeconds) {

        /** Refused now, possibly granted in a second. */
        static final Permit LATER = new Permit(false, 0, 0, 1, 1);

        /** Sets the response headers with the limits (draft-ietf-httpapi-ratelimit-headers). */
        void describe(HttpServerResponse response) {
            response.putHeader("RateLimit-Policy", "\"default\";q=" + max + ";w=1")
                    .putHeader("RateLimit", "\"default\";r=" + remaining + ";t=" + resetSeconds);
        }

        /**
         * Ends the response with 429 and {@code Retry-After}, after a short delay. A client that retries at once would
         * otherwise be answered as fast as it asks. The delay is randomized, so that clients do not all retry at the same
         * time.
         */
        void refuse(RoutingContext context) {
            context.request().pause();
            context.vertx().setTimer(Jitter.between(HELD, HELD.multipliedBy(2)).toMillis(), later -> {
                HttpServerResponse response = context.response();
                if (!response.closed() && !response.headWritten()) {
                    UnreadBody.finish(context);
                    response.putHeader("Retry-After", String.valueOf(retrySeconds));
                    Problem.send(response, 429, "You have sent too many requests; wait a moment.");
                }
            });
        }
    }

    /**
     * Creates the limits.
     *
     * @param max requests per second, also the size of the bucket
     * @param maxFailures the same for failed authentications
     * @param clock the time source
     */
    RateLimits(int max, int maxFailures, TimeMeter clock) {
        this.max = max;
        this.maxFailures = maxFailures;
        this.requests = new TokenBuckets(max, max, clock);
        this.failures = new TokenBuckets(maxFailures, maxFailures, clock);
    }

    /** Counts a request. */
    public Permit take(Principal principal, String address) {
        ConsumptionProbe probe = requests.of(key(principal, address)).tryConsumeAndReturnRemaining(1);
        return new Permit(
                probe.isConsumed(),
                max,
                probe.getRemainingTokens(),
                seconds(probe.getNanosToWaitForReset()),
                seconds(probe.getNanosToWaitForRefill()));
    }

    /**
     * Charges an oversized body. The charge can exceed the remaining tokens, but no client waits longer than about a
     * second, however many bodies arrive together.
     */
    void tooLarge(Principal principal, String address) {
        Bucket bucket = requests.of(key(principal, address));
        if (bucket.getAvailableTokens() > -max) {
            var unused = bucket.consumeIgnoringRateLimits(Math.max(1, max / BODIES));
        }
    }

    /** Counts a failed authentication of this address. */
    public void failed(String address) {
        var unused = failures.of(ClientAddress.network(address)).tryConsume(1);
    }

    /** Returns whether to process a request of this address, or whether too many failed. */
    public Permit look(String address) {
        Bucket bucket = failures.find(ClientAddress.network(address));
        return bucket == null || bucket.getAvailableTokens() > 0
                ? new Permit(true, maxFailures, 1, 0, 0)
                : Permit.LATER;
    }

    /** Returns the client's key: its subject, or the network of an anonymous client. */
    public static String key(Principal principal, String address) {
        return principal.subject().isEmpty() ? NETWORK + ClientAddress.network(address) : "=" + principal.subject();
    }

    private static long seconds(long nanos) {
        return (nanos + WINDOW.toNanos() - 1) / WINDOW.toNanos();
    }
}
