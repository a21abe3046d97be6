package io.howdah.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.security.Sessions;
import io.howdah.text.JsonMappers;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Request to an endpoint, copied from the routing context so that a worker thread may read it. */
public final class AdminRequest {

    private static final ObjectMapper JSON = JsonMappers.PLAIN;

    private final Map<String, String> pathParameters;
    private final String body;
    private final String operator;
    private final Map<String, String> query = new LinkedHashMap<>();

    AdminRequest(RoutingContext context) {
        this.operator = Sessions.has(context) ? Sessions.of(context).principal().subject() : "";
        context.queryParams().forEach(query::put);
        this.pathParameters = Map.copyOf(context.pathParams());
        this.body = Objects.requireNonNullElse(context.body().asString("UTF-8"), "");
    }

    /** Returns the subject of the operator, empty without authentication. */
    public String operator() {
        return operator;
    }

    /** Returns the query parameters; the last value of a repeated one. */
    public Map<String, String> query() {
        return query;
    }

    /** Returns the part of the path that the pattern declares as {@code :name}. */
    public String path(String name) {
        return Objects.requireNonNull(pathParameters.get(name), name);
    }

    /**
     * Returns the body, or an empty object if there is none.
     *
     * @throws AdminException if the body is not a JSON object
     */
    public JsonNode body() {
        try {
            JsonNode node = body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            // Refused below, like every body that is not an object.
        }
        throw AdminException.badRequest("The body must be a JSON object.");
    }
}
