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
 * Thread-safe limits on how many of something clients hold at once, such as connections: in all, one subject, and one network of
 * clients without a token. Each limit is a setting, {@code howdah.push.max-<what>}, with {@code -per-subject} or {@code -per-network}
 * behind it.
 */
public final class Permits implements MeterBinder {

    private static final int NO_PLACE = 503;
    private static final int TOO_MANY = 429;

    private final Limit total;
    private final Limit ofSubject;
    private final Limit ofNetwork;
    private final Map<String, Integer> byClient = new HashMap<>();
    private int taken;

    /**
     * One of the limits.
     *
     * @param refused counts those that were refused because of it
     */
    private record Limit(String what, String share, int max, RefusalCount refused) {

        Limit(String what, String share, int max) {
            this(what, share, max, new RefusalCount("max-" + what + share));
        }

        void require(int held, int status, String whose) {
            if (held >= max) {
                refused.increment();
                throw new RefusedException(new Refusal(
                        status,
                        "%s %d %s already, the limit of howdah.push.max-%s%s; %s."
                                .formatted(
                                        whose,
                                        held,
                                        what.replace('-', ' '),
                                        what,
                                        share,
                                        status == TOO_MANY ? "end one first" : "try again later")));
            }
        }
    }

    /**
     * Creates them, with nothing held.
     *
     * @param what what clients hold, as the settings call it
     * @param max how many all clients may hold together
     * @param maxOfSubject how many one subject may hold
     * @param maxOfNetwork how many the clients of one network may hold that have no token
     */
    public Permits(String what, int max, int maxOfSubject, int maxOfNetwork) {
        this.total = new Limit(what, "", max);
        this.ofSubject = new Limit(what, "-per-subject", maxOfSubject);
        this.ofNetwork = new Limit(what, "-per-network", maxOfNetwork);
    }

    /**
     * Takes one for a client.
     *
     * @param address the address that the client comes from
     * @throws RefusedException if the client, or all clients together, hold as many as they may
     */
    public synchronized Permit take(Principal principal, String address) {
        total.require(taken, NO_PLACE, "There are");
        return hold(requireShare(principal, address));
    }

    /** Takes one for a client that holds one which it will give back, however many it holds. */
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

    /** Returns how many are held. */
    public synchronized int taken() {
        return taken;
    }

    /** Returns how many each client holds, by what {@link RateLimits#key} calls the client. */
    public synchronized Map<String, Integer> byClient() {
        return Map.copyOf(byClient);
    }

    /** Returns how many a client holds, and how many it may: {@code used} and {@code max}. */
    public synchronized Map<String, Integer> share(String client) {
        return Map.of(
                "used", held(client), "max", (client.startsWith(RateLimits.NETWORK) ? ofNetwork : ofSubject).max());
    }

    /** Makes known how often each limit has refused a client. */
    @Override
    public void bindTo(MeterRegistry registry) {
        List.of(total, ofSubject, ofNetwork).stream()
                .filter(limit -> limit.max() < Integer.MAX_VALUE)
                .forEach(limit -> limit.refused().bindTo(registry));
    }

    /** One that a client holds. */
    public final class Permit {

        private volatile String client;
        private final AtomicBoolean free = new AtomicBoolean();

        private Permit(String client) {
            this.client = client;
        }

        /** Returns who holds it, by what {@link RateLimits#key} calls them. */
        public String client() {
            return client;
        }

        /**
         * Passes it to the client that its holder turned out to be.
         *
         * @throws RefusedException if that one holds as many as it may; the holder keeps it then
         */
        void pass(Principal principal, String address) {
            client = Permits.this.pass(client, principal, address);
        }

        /** Gives it back; harmless when repeated. */
        public void giveBack() {
            if (free.compareAndSet(false, true)) {
                free(client);
            }
        }
    }
}
