package io.howdah.config;

/**
 * What one client may hold of a process, so that others are served beside it. A network is that of clients without a token.
 *
 * @param maxConnections how many subscribers may be connected to this process
 * @param maxConnectionsPerSubject how many of these connections may be one subject's
 * @param maxConnectionsPerNetwork how many of them one network may have
 * @param maxSubscriptionsPerSubject how many live subscriptions one subject may have on all its connections
 * @param maxSubscriptionsPerNetwork how many one network may have
 * @param maxDistinctSubscriptionsPerSubject how many of one subject's subscriptions of GraphQL may differ in what they show
 * @param maxDistinctSubscriptionsPerNetwork how many of one network's may differ
 * @param maxPendingSockets how many WebSockets of GraphQL may be open whose clients have yet to say who they are
 * @param maxPendingSocketsPerNetwork how many of them one network may have
 * @param maxInitBytes how many bytes are read of one of them
 */
public record ShareSettings(
        int maxConnections,
        int maxConnectionsPerSubject,
        int maxConnectionsPerNetwork,
        int maxSubscriptionsPerSubject,
        int maxSubscriptionsPerNetwork,
        int maxDistinctSubscriptionsPerSubject,
        int maxDistinctSubscriptionsPerNetwork,
        int maxPendingSockets,
        int maxPendingSocketsPerNetwork,
        int maxInitBytes) {

    private static final int MAX = 1_000_000;

    static ShareSettings check(SettingValues values) {
        return new ShareSettings(
                limit(values, "connections"),
                limit(values, "connections-per-subject"),
                limit(values, "connections-per-network"),
                limit(values, "subscriptions-per-subject"),
                limit(values, "subscriptions-per-network"),
                limit(values, "distinct-subscriptions-per-subject"),
                limit(values, "distinct-subscriptions-per-network"),
                limit(values, "pending-sockets"),
                limit(values, "pending-sockets-per-network"),
                values.integer("howdah.push.max-init-bytes", 1024, MAX));
    }

    private static int limit(SettingValues values, String of) {
        return values.integer("howdah.push.max-" + of, 1, MAX);
    }
}
