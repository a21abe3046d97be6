package io.howdah.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.cli.AdminOptions;
import io.howdah.cli.Table;
import io.howdah.text.JsonMappers;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Connections of all processes, summed by subject, network, channel or operation. */
final class ConnectionGroups {

    /** What to group by. */
    enum By {
        SUBJECT,
        NETWORK,
        CHANNEL,
        OPERATION
    }

    private static final ObjectMapper JSON = JsonMappers.PLAIN;

    private final By by;
    private final Map<String, Sum> sums = new TreeMap<>();

    private static final class Sum {
        private int connections;
        private int subscriptions;
        private long queuedBytes;
        private long lagSeconds;
        private long ageSeconds;
    }

    ConnectionGroups(By by) {
        this.by = by;
    }

    void add(JsonNode connection) {
        for (String value : values(connection)) {
            Sum sum = sums.computeIfAbsent(value, first -> new Sum());
            sum.connections++;
            sum.queuedBytes += connection.path("queuedBytes").asLong();
            sum.ageSeconds =
                    Math.max(sum.ageSeconds, connection.path("ageSeconds").asLong());
            for (JsonNode subscription : connection.path("subscriptions")) {
                if (by == By.SUBJECT || by == By.NETWORK || value.equals(value(subscription))) {
                    sum.subscriptions++;
                    sum.lagSeconds = Math.max(
                            sum.lagSeconds,
                            subscription.path("cursorLagSeconds").asLong());
                }
            }
        }
    }

    private Set<String> values(JsonNode connection) {
        return switch (by) {
            case SUBJECT -> Set.of(connection.path("subject").asText());
            case NETWORK -> Set.of(connection.path("network").asText());
            case CHANNEL, OPERATION -> {
                Set<String> values = new TreeSet<>();
                connection.path("subscriptions").forEach(subscription -> values.add(value(subscription)));
                yield values;
            }
        };
    }

    private String value(JsonNode subscription) {
        return subscription.path(by == By.CHANNEL ? "channel" : "operation").asText();
    }

    /** Prints the groups, largest number of connections first. */
    void print(AdminOptions options) {
        Table table = new Table(
                options.out(), by.name(), "CONNECTIONS", "SUBSCRIPTIONS", "QUEUED BYTES", "MAX LAG", "MAX AGE");
        sums.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Sum> entry) -> -entry.getValue().connections))
                .forEach(entry -> {
                    String value = entry.getKey();
                    Sum sum = entry.getValue();
                    if (options.isJson()) {
                        options.out()
                                .println(JSON.createObjectNode()
                                        .put(by.name().toLowerCase(Locale.ROOT), value)
                                        .put("connections", sum.connections)
                                        .put("subscriptions", sum.subscriptions)
                                        .put("queuedBytes", sum.queuedBytes)
                                        .put("maxCursorLagSeconds", sum.lagSeconds)
                                        .put("maxAgeSeconds", sum.ageSeconds));
                    } else {
                        table.row(
                                value.isEmpty() ? "-" : value,
                                String.valueOf(sum.connections),
                                String.valueOf(sum.subscriptions),
                                String.valueOf(sum.queuedBytes),
                                sum.lagSeconds + "s",
                                sum.ageSeconds + "s");
                    }
                });
        table.end();
    }
}
