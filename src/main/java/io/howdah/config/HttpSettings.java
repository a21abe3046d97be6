package io.howdah.config;

/**
 * Settings of the two HTTP ports.
 *
 * @param host address of both ports
 * @param port the application port (GraphQL, notifications), 0 for a free one
 * @param managementPort the management port (health, metrics), 0 for a free one
 * @param eventLoops event loops that accept connections on the application port, at least 1
 * @param graphiql whether GraphiQL is served at {@code /graphiql}
 * @param maxMessageBytes maximum size of a WebSocket message to a channel, in one WebSocket frame or several
 * @param maxGraphQlBytes maximum size of a GraphQL request body after decompression
 * @param edge origins, proxies, limits for unauthenticated clients, and TLS
 */
public record HttpSettings(
        String host,
        int port,
        int managementPort,
        int eventLoops,
        boolean graphiql,
        int maxMessageBytes,
        int maxGraphQlBytes,
        EdgeSettings edge) {

    /** Returns the maximum size of a WebSocket message of any kind, in bytes. */
    public int maxAnyMessageBytes() {
        return Math.max(maxMessageBytes, maxGraphQlBytes);
    }
}
