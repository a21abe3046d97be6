package io.howdah.config;

/**
 * Where the process listens.
 *
 * @param host the address that both ports are bound to
 * @param port the application port (GraphQL, notifications), 0 for a free one
 * @param managementPort the management port (health, metrics), 0 for a free one
 * @param eventLoops how many event loops accept connections on the application port, at least 1
 * @param graphiql whether GraphiQL is served at {@code /graphiql}
 * @param messageBytes the largest message that a WebSocket client may send where it speaks no GraphQL, in one frame or in several
 * @param graphQlBytes the largest body of a GraphQL request, as it is when it is decompressed
 * @param edge what strangers may cost, whose pages may ask, and how the ports are encrypted
 */
public record HttpSettings(
        String host,
        int port,
        int managementPort,
        int eventLoops,
        boolean graphiql,
        int messageBytes,
        int graphQlBytes,
        EdgeSettings edge) {

    /** Return the largest message that is read of any WebSocket client: a GraphQL request, or one that a channel is sent. */
    public int largestMessage() {
        return Math.max(messageBytes, graphQlBytes);
    }
}
