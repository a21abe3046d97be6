package io.howdah.config;

/**
 * Limits of connections and subscriptions of one process. The limits of a network apply to anonymous clients, so that no client uses the
 * permits of all others.
 *
 * @param maxConnections maximum connected subscribers
 * @param maxConnectionsPerSubject maximum connections of one subject
 * @param maxConnectionsPerNetwork maximum connections of one network
 * @param maxSubscriptionsPerSubject maximum live subscriptions of one subject on all its connections
 * @param maxSubscriptionsPerNetwork maximum live subscriptions of one network
 * @param maxDistinctSubscriptionsPerSubject maximum GraphQL subscriptions of one subject that differ in their events
 * @param maxDistinctSubscriptionsPerNetwork maximum GraphQL subscriptions of one network that differ in their events
 * @param maxPendingSockets maximum GraphQL WebSockets before authentication
 * @param maxPendingSocketsPerNetwork maximum GraphQL WebSockets of one network before authentication
 * @param maxInitBytes maximum size of all messages on a GraphQL WebSocket before authentication
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

    private static int limit(SettingValues values, String name) {
        return values.integer("howdah.push.max-" + name, 1, MAX);
    }
}
