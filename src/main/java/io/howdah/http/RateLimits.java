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
 * How many requests one client may send: who is signed in has a bucket of tokens that fills again each second, on whatever
 * connections they come; nobody has that of their address. Each process counts for itself.
 */
public final class RateLimits {

    /** Prefix of the keys of clients that are counted by network. */
    public static final String NETWORK = "@";

    private static final Duration WINDOW = Duration.ofSeconds(1);

    /** Less than {@code Retry-After}, which has whole seconds. */
    private static final Duration HELD = Duration.ofMillis(250);

    /** A body that was read in vain takes as long as many requests: so many of them use up the requests of a second. */
    private static final int BODIES = 4;

    private final int most;
    private final int mostFailures;
    private final TokenBuckets requests;
    private final TokenBuckets failures;

    /**
     * Whether a client may go on.
     *
     * @param granted whether it may
     * @param most how many requests it may send each second
     * @param remaining how many it may send at once now
     * @param resetSeconds when it may send as many as ever again
     * @param retrySeconds when it may send the next one
     */
    public record Permit(boolean granted, int most, long remaining, long resetSeconds, long retrySeconds) {

        /** Not now, and in a second perhaps. */
        static final Permit LATER = new Permit(false, 0, 0, 1, 1);

        /** Says in an answer's headers what the client may send (draft-ietf-httpapi-ratelimit-headers). */
        void describe(HttpServerResponse response) {
            response.putHeader("RateLimit-Policy", "\"default\";q=" + most + ";w=1")
                    .putHeader("RateLimit", "\"default\";r=" + remaining + ";t=" + resetSeconds);
        }

        /**
         * Ends the response with 429 and when to come again, a little later: who asks again as soon as they are answered would else be
         * answered as fast as they ask, with the time of all others. It is not the same while for each, for else all would ask again at
         * the same moment.
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
     * Makes them.
     *
     * @param most requests each second, and as many at once after a pause
     * @param mostFailures the same for requests that failed for what they said of themselves
     * @param clock tells the time
     */
    RateLimits(int most, int mostFailures, TimeMeter clock) {
        this.most = most;
        this.mostFailures = mostFailures;
        this.requests = new TokenBuckets(most, most, clock);
        this.failures = new TokenBuckets(mostFailures, mostFailures, clock);
    }

    /** Counts a request. */
    public Permit take(Principal principal, String address) {
        ConsumptionProbe probe = requests.of(key(principal, address)).tryConsumeAndReturnRemaining(1);
        return new Permit(
                probe.isConsumed(),
                most,
                probe.getRemainingTokens(),
                seconds(probe.getNanosToWaitForReset()),
                seconds(probe.getNanosToWaitForRefill()));
    }

    /**
     * Counts what a body has cost that was larger than anybody reads. It may be more than is left, for else the next one could come at
     * once; but nobody waits for more than about a second, however many came together.
     */
    void tooLarge(Principal principal, String address) {
        Bucket bucket = requests.of(key(principal, address));
        if (bucket.getAvailableTokens() > -most) {
            var unused = bucket.consumeIgnoringRateLimits(Math.max(1, most / BODIES));
        }
    }

    /** Counts a request of this address that failed for what it said of itself. */
    public void failed(String address) {
        var unused = failures.of(ClientAddress.network(address)).tryConsume(1);
    }

    /** Return whether a request of this address is to be looked at, or too many of them failed. */
    public Permit look(String address) {
        Bucket bucket = failures.find(ClientAddress.network(address));
        return bucket == null || bucket.getAvailableTokens() > 0
                ? new Permit(true, mostFailures, 1, 0, 0)
                : Permit.LATER;
    }

    /** Returns what tells one client from another: its subject, or of an anonymous one its network. */
    public static String key(Principal principal, String address) {
        return principal.subject().isEmpty() ? NETWORK + ClientAddress.network(address) : "=" + principal.subject();
    }

    private static long seconds(long nanos) {
        return (nanos + WINDOW.toNanos() - 1) / WINDOW.toNanos();
    }
}
