package io.howdah.http;

import io.github.bucket4j.TimeMeter;
import io.howdah.config.EdgeSettings;
import io.howdah.http.EdgeRefusals.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits a port's connections in total and per address, and the rate of new connections per address, across all event
 * loops. Thread-safe.
 */
final class ConnectionLimiter {

    private final int maxConnections;
    private final int maxPerAddress;
    private final ClientAddress addresses;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final TokenBuckets opened;

    /**
     * Creates a limiter without connections.
     *
     * @param edge the limits
     * @param addresses knows the trusted proxies, which have no limit per address
     * @param clock the time source
     */
    ConnectionLimiter(EdgeSettings edge, ClientAddress addresses, TimeMeter clock) {
        this.maxConnections = edge.maxConnections();
        this.maxPerAddress = edge.maxConnectionsPerAddress();
        this.opened = new TokenBuckets(maxPerAddress, edge.connectionsPerSecondPerAddress(), clock);
        this.addresses = addresses;
    }

    /**
     * Acquires a permit for a connection. Release it with {@link #leave} if it was granted.
     *
     * @return the reason if no permit was granted
     */
    Optional<Reason> enter(String address) {
        if (open.incrementAndGet() > maxConnections) {
            open.decrementAndGet();
            return Optional.of(Reason.CONNECTIONS);
        }
        if (addresses.isTrusted(address)) {
            // All clients behind a proxy share its address.
            return Optional.empty();
        }
        String network = ClientAddress.network(address);
        if (byAddress.merge(network, 1, Integer::sum) > maxPerAddress) {
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
