package io.howdah.push;

import io.howdah.config.ShareSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/** What clients hold of this process: each has a share of it, which no client exceeds. Thread-safe. */
public final class Shares implements MeterBinder {

    private final Permits connections;
    private final Permits subscriptions;

    /** Creates them, with nothing held. */
    Shares(ShareSettings settings) {
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
    }

    /** Returns the connections: WebSockets, and streams of events. */
    public Permits connections() {
        return connections;
    }

    /** Returns the live subscriptions: of channels by WebSocket and as events, and of GraphQL. */
    public Permits subscriptions() {
        return subscriptions;
    }

    /** Makes known how often each limit has refused a client. */
    @Override
    public void bindTo(MeterRegistry registry) {
        List.of(connections, subscriptions).forEach(permits -> permits.bindTo(registry));
    }
}
