package io.howdah.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.push.channel.OpenConnections;
import io.howdah.push.channel.OpenConnections.Filter;
import io.howdah.push.channel.OpenConnections.Page;
import io.howdah.security.Audit;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code GET /admin/connections} lists the open connections of this process page by page. {@code POST /admin/connections/close}
 * closes matching connections.
 */
public final class ConnectionEndpoint implements AdminEndpoint {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final long TIMEOUT_SECONDS = 10;

    private static final List<String> FILTERS = List.of("id", "subject", "network", "channel", "operation");

    private final OpenConnections connections;
    private final Audit audit;

    /** Creates the endpoint. */
    public ConnectionEndpoint(OpenConnections connections, Audit audit) {
        this.connections = connections;
        this.audit = audit;
    }

    @Override
    public void mount(Router router, AdminWork work) {
        router.get("/admin/connections").handler(work.answer(this::list));
        router.post("/admin/connections/close").handler(work.answer(this::close));
    }

    private Object list(AdminRequest request) throws Exception {
        Map<String, String> query = new TreeMap<>(request.query());
        String after = take(query, "after");
        int limit = limit(take(query, "limit"));
        Filter filter = filter(query);
        Page page = await(filter, after, limit);
        audit.connections("listed", text(query), page.connections().size(), request.operator());
        return page;
    }

    private Page await(Filter filter, String after, int limit) throws InterruptedException, ExecutionException {
        try {
            return connections.list(filter, after, limit).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw AdminException.unavailable(
                    "An event loop is busy; try again, or request fewer connections with limit.");
        }
    }

    private Object close(AdminRequest request) {
        Map<String, String> fields = new TreeMap<>();
        request.body().properties().forEach(field -> fields.put(field.getKey(), text(field.getValue())));
        if (fields.isEmpty()) {
            throw AdminException.badRequest("The body must select connections by one or more of " + names() + ".");
        }
        int closed = connections.close(filter(fields));
        audit.connections("closed", text(fields), closed, request.operator());
        return Map.of("closed", closed);
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : "";
    }

    private static String text(Map<String, String> filter) {
        return String.join(
                "&",
                filter.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
    }

    /** Returns a filter. Refuses unknown names and empty values, which would match all connections. */
    private static Filter filter(Map<String, String> fields) {
        fields.forEach((name, value) -> {
            if (!FILTERS.contains(name)) {
                throw AdminException.badRequest(name + " is not a filter of connections; use " + names() + ".");
            }
            if (value.isBlank()) {
                throw AdminException.badRequest(name + " must be a text that is not empty.");
            }
        });
        return new Filter(
                fields.getOrDefault("id", ""),
                fields.getOrDefault("subject", ""),
                fields.getOrDefault("network", ""),
                fields.getOrDefault("channel", ""),
                fields.getOrDefault("operation", ""));
    }

    private static String names() {
        return String.join(", ", FILTERS);
    }

    private static String take(Map<String, String> query, String name) {
        String value = query.remove(name);
        return value == null ? "" : value;
    }

    private static int limit(String text) {
        if (text.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number outside the range.
        }
        throw AdminException.badRequest("limit must be a whole number from 1 to " + MAX_LIMIT + ".");
    }
}
