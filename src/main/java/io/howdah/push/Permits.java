package io.howdah.push;

import io.howdah.http.RateLimits;
import io.howdah.security.Principal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Thread-safe limiter for what clients hold, such as connections: in total, for each subject, and for each network of
 * anonymous clients. The limits are the settings {@code howdah.push.max-<what>}, {@code -per-subject} and {@code
 * -per-network}.
 */
public final class Permits implements MeterBinder {

    private static final int UNAVAILABLE = 503;
    private static final int TOO_MANY = 429;

    private final Limit total;
    private final Limit ofSubject;
    private final Limit ofNetwork;
    private final Map<String, Integer> byClient = new HashMap<>();
    private int taken;

    /**
     * A limit.
     *
     * @param refused counts the refusals because of this limit
     */
    private record Limit(String what, String share, int max, RefusalCount refused) {

        Limit(String what, String share, int max) {
            this(what, share, max, new RefusalCount("max-" + what + share));
        }

        void require(int held, int status, String holder) {
            if (held >= max) {
                refused.increment();
                throw new RefusedException(new Refusal(
                        status,
                        "%s %d %s already, the limit of howdah.push.max-%s%s; %s."
                                .formatted(
                                        holder,
                                        held,
                                        what.replace('-', ' '),
                                        what,
                                        share,
                                        status == TOO_MANY ? "end one first" : "try again later")));
            }
        }
    }

    /**
     * Creates a limiter with all permits free.
     *
     * @param what name of what clients hold, as in the settings
     * @param max maximum of all clients together
     * @param maxOfSubject maximum of one subject
     * @param maxOfNetwork maximum of the anonymous clients of one network
     */
    public Permits(String what, int max, int maxOfSubject, int maxOfNetwork) {
        this.total = new Limit(what, "", max);
        this.ofSubject = new Limit(what, "-per-subject", maxOfSubject);
        this.ofNetwork = new Limit(what, "-per-network", maxOfNetwork);
    }

    /**
     * Takes a permit for a client.
     *
     * @param address client address
     * @throws RefusedException if the client's limit or the total limit is reached
     */
    public synchronized Permit take(Principal principal, String address) {
        total.require(taken, UNAVAILABLE, "There are");
        return hold(requireShare(principal, address));
    }

    /** Takes another permit for a client that will give one back; ignores the limits. */
    public synchronized Permit renew(String client) {
        return hold(client);
    }

    private Permit hold(String client) {
        taken++;
        byClient.merge(client, 1, Integer::sum);
        return new Permit(client);
    }

    private String requireShare(Principal principal, String address) {
        String client = RateLimits.key(principal, address);
        boolean anonymous = principal.subject().isEmpty();
        (anonymous ? ofNetwork : ofSubject)
                .require(held(client), TOO_MANY, anonymous ? "Clients of your network have" : "You have");
        return client;
    }

    private int held(String client) {
        return byClient.getOrDefault(client, 0);
    }

    private synchronized String pass(String from, Principal to, String address) {
        String client = RateLimits.key(to, address);
        if (!client.equals(from)) {
            requireShare(to, address);
            remove(from);
            byClient.merge(client, 1, Integer::sum);
        }
        return client;
    }

    private synchronized void free(String client) {
        taken--;
        remove(client);
    }

    private void remove(String client) {
        byClient.computeIfPresent(client, (known, number) -> number == 1 ? null : number - 1);
    }

    /** Returns the number of permits taken. */
    public synchronized int taken() {
        return taken;
    }

    /** Returns the number of permits taken by each client; keys are those of {@link RateLimits#key}. */
    public synchronized Map<String, Integer> byClient() {
        return Map.copyOf(byClient);
    }

    /** Returns the number of permits that a client has and its maximum: {@code used} and {@code max}. */
    public synchronized Map<String, Integer> share(String client) {
        return Map.of(
                "used", held(client), "max", (client.startsWith(RateLimits.NETWORK) ? ofNetwork : ofSubject).max());
    }

    /** Registers the refusal counter of each limit. */
    @Override
    public void bindTo(MeterRegistry registry) {
        List.of(total, ofSubject, ofNetwork).stream()
                .filter(limit -> limit.max() < Integer.MAX_VALUE)
                .forEach(limit -> limit.refused().bindTo(registry));
    }

    /** A permit that a client holds. */
    public final class Permit {

        private volatile String client;
        private final AtomicBoolean free = new AtomicBoolean();

        private Permit(String client) {
            this.client = client;
        }

        /** Returns the holder; see {@link RateLimits#key}. */
        public String client() {
            return client;
        }

        /**
         * Passes the permit to another client, for a holder that has authenticated.
         *
         * @throws RefusedException if that client's limit is reached; the holder then keeps the permit
         */
        void pass(Principal principal, String address) {
            client = Permits.this.pass(client, principal, address);
        }

        /** Gives the permit back. Idempotent. */
        public void giveBack() {
            if (free.compareAndSet(false, true)) {
                free(client);
            }
        }
    }
}
