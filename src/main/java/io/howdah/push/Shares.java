package io.howdah.push;

import io.howdah.config.ShareSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/** What clients hold of this process: each has a share of it, which no client exceeds. Thread-safe. */
public final class Shares implements MeterBinder {

    private final Permits connections;
    private final Permits subscriptions;
    private final Permits distinctSubscriptions;
    private final Permits pendingSockets;
    private final RefusalCount inits = new RefusalCount("max-init-bytes");
    private final int maxInitBytes;

    /** Creates them, with nothing held. */
    public Shares(ShareSettings settings) {
        this.connections = new Permits(
                "connections",
                settings.maxConnections(),
                settings.maxConnectionsPerSubject(),
                settings.maxConnectionsPerNetwork());
        this.subscriptions = new Permits(
                "subscriptions",
                Integer.MAX_VALUE,
                settings.maxSubscriptionsPerSubject(),
                settings.maxSubscriptionsPerNetwork());
        this.distinctSubscriptions = new Permits(
                "distinct-subscriptions",
                Integer.MAX_VALUE,
                settings.maxDistinctSubscriptionsPerSubject(),
                settings.maxDistinctSubscriptionsPerNetwork());
        // Nobody knows yet whose they are.
        this.pendingSockets = new Permits(
                "pending-sockets",
                settings.maxPendingSockets(),
                Integer.MAX_VALUE,
                settings.maxPendingSocketsPerNetwork());
        this.maxInitBytes = settings.maxInitBytes();
    }

    /** Returns the connections: WebSockets, and streams of events. */
    public Permits connections() {
        return connections;
    }

    /** Returns the live subscriptions: of channels by WebSocket and as events, and of GraphQL. */
    public Permits subscriptions() {
        return subscriptions;
    }

    /** Returns the subscriptions of GraphQL that differ in what they show: each change is evaluated once for each. */
    public Permits distinctSubscriptions() {
        return distinctSubscriptions;
    }

    /** Returns the WebSockets of GraphQL whose clients have yet to say who they are. */
    public Permits pendingSockets() {
        return pendingSockets;
    }

    /** Returns how many bytes are read of a pending socket. */
    public int maxInitBytes() {
        return maxInitBytes;
    }

    /** Counts a pending socket that sent more. */
    public void refuseInit() {
        inits.increment();
    }

    /** Makes known how often each limit has refused a client. */
    @Override
    public void bindTo(MeterRegistry registry) {
        List.of(connections, subscriptions, distinctSubscriptions, pendingSockets)
                .forEach(permits -> permits.bindTo(registry));
        inits.bindTo(registry);
    }
}
