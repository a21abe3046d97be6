package io.howdah.push;

import io.howdah.config.ShareSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/** Limits on what clients may hold in this process: connections, subscriptions and pending sockets. Thread-safe. */
public final class Shares implements MeterBinder {

    private final Permits connections;
    private final Permits subscriptions;
    private final Permits distinctSubscriptions;
    private final Permits pendingSockets;
    private final RefusalCount inits = new RefusalCount("max-init-bytes");
    private final int maxInitBytes;

    /** Creates the limits with all permits free. */
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
        // Their clients are not authenticated yet, so there is no limit for each subject.
        this.pendingSockets = new Permits(
                "pending-sockets",
                settings.maxPendingSockets(),
                Integer.MAX_VALUE,
                settings.maxPendingSocketsPerNetwork());
        this.maxInitBytes = settings.maxInitBytes();
    }

    /** Returns the limiter of connections: WebSockets and SSE streams. */
    public Permits connections() {
        return connections;
    }

    /** Returns the limiter of live subscriptions: of channels and of GraphQL. */
    public Permits subscriptions() {
        return subscriptions;
    }

    /** Returns the limiter of distinct GraphQL subscriptions: Howdah evaluates each change once for each of them. */
    public Permits distinctSubscriptions() {
        return distinctSubscriptions;
    }

    /** Returns the limiter of GraphQL WebSockets whose clients have not authenticated yet. */
    public Permits pendingSockets() {
        return pendingSockets;
    }

    /** Returns the maximum number of bytes read from a pending socket. */
    public int maxInitBytes() {
        return maxInitBytes;
    }

    /** Counts a pending socket that exceeded {@link #maxInitBytes}. */
    public void refuseInit() {
        inits.increment();
    }

    /** Registers the refusal counter of each limit. */
    @Override
    public void bindTo(MeterRegistry registry) {
        List.of(connections, subscriptions, distinctSubscriptions, pendingSockets)
                .forEach(permits -> permits.bindTo(registry));
        inits.bindTo(registry);
    }
}
