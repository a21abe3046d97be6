package io.howdah.describe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.http.Problem;
import java.util.Map;
import java.util.TreeMap;

/** Describes the error responses of operations: problems (RFC 9457), one component for each status. */
final class Responses {

    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    /** Descriptions for clients, by status. */
    private static final Map<Integer, String> PROBLEMS = new TreeMap<>(Map.ofEntries(
            Map.entry(400, "The request is malformed or invalid; the detail has the reason and what is valid."),
            Map.entry(403, "You are not allowed to do this."),
            Map.entry(404, "The document does not exist, or you may not see it."),
            Map.entry(405, "The path does not support this method; the header Allow lists those it does."),
            Map.entry(406, "The request does not accept the media type of the response."),
            Map.entry(413, "The body is too large."),
            Map.entry(415, "The body is not JSON."),
            Map.entry(429, "You have sent too many requests, or have too many in progress; retry after Retry-After."),
            Map.entry(500, "The server failed; find the cause in its log by the correlation id."),
            Map.entry(503, "The server is overloaded or its database is unavailable; retry after Retry-After."),
            Map.entry(504, "The request took too long.")));

    private Responses() {}

    /** Adds references to the problems of these statuses to an operation's responses. */
    static void add(ObjectNode responses, int... statuses) {
        for (int status : statuses) {
            responses.putObject(String.valueOf(status)).put("$ref", "#/components/responses/" + name(status));
        }
    }

    private static String name(int status) {
        return Problem.of(status, "").getString("title").replace(" ", "");
    }

    /** Returns the components of all problems. */
    static ObjectNode components() {
        ObjectNode components = Json.node();
        PROBLEMS.forEach((status, description) -> components.set(name(status), response(status, description)));
        return components;
    }

    private static ObjectNode response(int status, String description) {
        ObjectNode example = Json.node();
        Problem.of(status, description).put("correlationId", ID).forEach(each -> {
            if (each.getValue() instanceof Integer number) {
                example.put(each.getKey(), number);
            } else {
                example.put(each.getKey(), String.valueOf(each.getValue()));
            }
        });
        ObjectNode response = Json.node().put("description", description);
        ObjectNode headers = response.putObject("headers");
        headers.set("X-Correlation-Id", correlationId());
        if (status == 503 || status == 429) {
            headers.set(
                    "Retry-After", Json.header("Seconds to wait.", Json.node().put("type", "integer"), Json.value(1)));
        }
        if (status == 405) {
            headers.set(
                    "Allow", Json.header("The methods that the path supports.", Json.text(), Json.value("GET, HEAD")));
        }
        response.set(
                "content",
                Json.content(Problem.MEDIA_TYPE, Json.node().put("$ref", "#/components/schemas/Problem"), example));
        return response;
    }

    /** Returns the header {@code X-Correlation-Id}, which every response has. */
    static ObjectNode correlationId() {
        return Json.header("Identifies the request, also in the server's log.", Json.text(), Json.value(ID));
    }

    /** Returns the schema of a problem. */
    static ObjectNode problem() {
        ObjectNode schema = Json.node()
                .put("type", "object")
                .put("description", "An error (RFC 9457), with a sentence for people.");
        ObjectNode properties = schema.putObject("properties");
        properties.set("title", Json.text().put("description", "The name of the status."));
        properties.set("status", Json.node().put("type", "integer").put("description", "The response's status."));
        properties.set("detail", Json.text().put("description", "What is wrong, and what is valid."));
        properties.set("correlationId", Json.text().put("description", "Identifies the request in the server's log."));
        schema.putArray("required").add("title").add("status").add("detail");
        return schema;
    }
}
