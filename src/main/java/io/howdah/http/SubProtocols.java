package io.howdah.http;

import io.howdah.text.Split;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** WebSocket subprotocols of the application port and its paths. */
public final class SubProtocols {
    /** One CloudEvent as JSON in each text frame. */
    public static final String CLOUDEVENTS_JSON = "cloudevents.json";

    /** GraphQL over WebSocket. */
    public static final String GRAPHQL_TRANSPORT_WS = "graphql-transport-ws";

    static final Set<String> ALL = Set.of(CLOUDEVENTS_JSON, GRAPHQL_TRANSPORT_WS);

    private static final String HEADER = "Sec-WebSocket-Protocol";

    private SubProtocols() {}

    /** Returns whether a client offers this subprotocol. */
    public static boolean isOffered(HttpServerRequest request, String protocol) {
        return offered(request).anyMatch(protocol::equals);
    }

    private static Stream<String> offered(HttpServerRequest request) {
        return request.headers().getAll(HEADER).stream()
                .flatMap(line -> Split.on(',', line).stream())
                .map(String::trim);
    }

    /**
     * Removes subprotocols that the path does not support from the client's offer, before the upgrade. Vert.x has one list
     * for the whole server, and would accept a GraphQL subprotocol on a notification channel.
     */
    public static void narrow(HttpServerRequest request, Set<String> spoken) {
        String kept = offered(request).filter(spoken::contains).collect(Collectors.joining(","));
        request.headers().remove(HEADER);
        if (!kept.isEmpty()) {
            request.headers().set(HEADER, kept);
        }
    }
}
