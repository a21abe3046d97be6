package io.howdah.http;

import io.github.bucket4j.TimeMeter;
import io.howdah.config.EdgeSettings;
import io.howdah.http.EdgeRefusals.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections a port has, in all and from each address, counted for all its event loops together, and how fast those of an
 * address follow each other.
 */
final class ConnectionLimiter {

    private final int most;
    private final int mostOfAddress;
    private final ClientAddress addresses;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final TokenBuckets opened;

    /**
     * Makes it, without one.
     *
     * @param edge how many there may be
     * @param addresses tells whose are not counted by address
     * @param clock tells the time
     */
    ConnectionLimiter(EdgeSettings edge, ClientAddress addresses, TimeMeter clock) {
        this.most = edge.maxConnections();
        this.mostOfAddress = edge.maxConnectionsPerAddress();
        this.opened = new TokenBuckets(mostOfAddress, edge.connectionsPerSecondPerAddress(), clock);
        this.addresses = addresses;
    }

    /**
     * Takes a place for one, to be given back by {@link #leave} if there is one.
     *
     * @return why there is none
     */
    Optional<Reason> enter(String address) {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return Optional.of(Reason.CONNECTIONS);
        }
        if (addresses.isTrusted(address)) {
            // Behind a proxy all have its address.
            return Optional.empty();
        }
        String network = ClientAddress.network(address);
        if (byAddress.merge(network, 1, Integer::sum) > mostOfAddress) {
            leave(address);
            return Optional.of(Reason.ADDRESS);
        }
        if (!opened.of(network).tryConsume(1)) {
            leave(address);
            return Optional.of(Reason.CONNECTION_RATE);
        }
        return Optional.empty();
    }

    void leave(String address) {
        open.decrementAndGet();
        if (!addresses.isTrusted(address)) {
            byAddress.computeIfPresent(
                    ClientAddress.network(address), (known, number) -> number == 1 ? null : number - 1);
        }
    }

    int open() {
        return open.get();
    }
}
