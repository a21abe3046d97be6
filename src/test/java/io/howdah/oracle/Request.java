package io.howdah.oracle;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a subscriber asks for.
 *
 * @param since the cursor to go on from, or ""
 * @param isSnapshot whether it wants a snapshot where it cannot go on
 */
record Request(
        int port,
        Model model,
        User user,
        Where where,
        Transport transport,
        String token,
        String since,
        boolean isSnapshot) {

    /** How one subscribes. */
    enum Transport {
        CHANNEL,
        CHANNEL_SSE,
        GRAPHQL,
        GRAPHQL_SSE;

        boolean isGraphQl() {
            return this == GRAPHQL || this == GRAPHQL_SSE;
        }
    }

    ClientConnection open(ClientConnection.Listener listener) throws Exception {
        return transport == Transport.CHANNEL || transport == Transport.GRAPHQL
                ? new SocketConnection(this, listener)
                : new SseConnection(this, listener);
    }

    boolean isGraphQl() {
        return transport.isGraphQl();
    }

    /** Returns the path of the channel. */
    String path() {
        return "/notifications/" + model.plural() + "?snapshot=" + isSnapshot + where.parameters()
                + (since.isEmpty() ? "" : "&since=" + since);
    }

    /** Returns the subscription's field. */
    String field() {
        return model.singular() + "Changed";
    }

    /** Returns the subscription. */
    ObjectNode operation() {
        ObjectNode operation = Kind.mapper().createObjectNode();
        operation.put(
                "query",
                "subscription($where: %sFilter, $since: Cursor) { %s(where: $where, since: $since, snapshot: %b) "
                                .formatted(model.name(), field(), isSnapshot)
                        + "{ cursor operation key version recovered node { " + model.selection() + " } } }");
        ObjectNode variables = operation.putObject("variables");
        variables.set("where", where.json());
        if (!since.isEmpty()) {
            variables.put("since", since);
        }
        return operation;
    }
}
