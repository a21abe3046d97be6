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

/** What a handler is asked for. */
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

    /** Return the subject of who asks. */
    public String operator() {
        return operator;
    }

    /** Returns the parameters; of one that is repeated the last counts. */
    public Map<String, String> query() {
        return query;
    }

    /** Return the part of the path that its pattern calls {@code :name}. */
    public String path(String name) {
        return Objects.requireNonNull(pathParameters.get(name), name);
    }

    /**
     * Return the body, an object; an empty one where there is none.
     *
     * @throws AdminException if it is no JSON object
     */
    public JsonNode body() {
        try {
            JsonNode node = body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            // Answered like any other body that is no object.
        }
        throw AdminException.badRequest("The body must be a JSON object.");
    }
}
