package io.howdah.http;

import io.howdah.http.EdgeWatch.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections a port has, in all and from each address, counted for all its event loops together. */
final class Connections {

    private final int most;
    private final int mostOfAddress;
    private final ClientAddress addresses;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    Connections(int most, int mostOfAddress, ClientAddress addresses) {
        this.most = most;
        this.mostOfAddress = mostOfAddress;
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
        // Behind a proxy all have its address.
        if (!addresses.isTrusted(address)
                && byAddress.merge(ClientAddress.network(address), 1, Integer::sum) > mostOfAddress) {
            leave(address);
            return Optional.of(Reason.ADDRESS);
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
