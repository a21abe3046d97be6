package io.howdah.cli.server;

import io.howdah.cli.AdminClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that select connections. A connection must match all of them. */
final class ConnectionFilter {

    @Option(names = "--subject", paramLabel = "subject", description = "Connections of this subject.")
    private @Nullable String subject;

    @Option(
            names = "--network",
            paramLabel = "address",
            description = "Connections from this address, or IPv6 network such as 2001:db8:0:0:0:0:0:0/64.")
    private @Nullable String network;

    @Option(names = "--channel", paramLabel = "channel", description = "Connections that subscribe to this channel.")
    private @Nullable String channel;

    @Option(
            names = "--operation",
            paramLabel = "name",
            description = "Connections that subscribe with this GraphQL operation.")
    private @Nullable String operation;

    /** Returns the options that were given, as the fields of the operators' API. */
    Map<String, Object> toRequest() {
        Map<String, Object> request = new LinkedHashMap<>();
        put(request, "subject", subject);
        put(request, "network", network);
        put(request, "channel", channel);
        put(request, "operation", operation);
        return request;
    }

    private static void put(Map<String, Object> request, String name, @Nullable String value) {
        if (value != null) {
            request.put(name, value);
        }
    }

    /** Returns the path that lists a page of matching connections. */
    static String path(Map<String, Object> request) {
        return "/admin/connections?"
                + request.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + AdminClient.segment(String.valueOf(entry.getValue())))
                        .collect(Collectors.joining("&"));
    }
}
