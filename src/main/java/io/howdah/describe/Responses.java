package io.howdah.describe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.http.Problem;
import java.util.Map;
import java.util.TreeMap;

/** What an operation answers when it does not answer with what was asked for: problems (RFC 9457), each described once. */
final class Responses {

    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    /** By status, what it means to a client. */
    private static final Map<Integer, String> PROBLEMS = new TreeMap<>(Map.ofEntries(
            Map.entry(400, "The request is malformed, or says what is not possible; the detail says what is."),
            Map.entry(403, "That is not for you."),
            Map.entry(404, "There is no such document, or none that you may see."),
            Map.entry(405, "The path does not have this method; the header Allow says which it has."),
            Map.entry(406, "The answer is JSON, which the request does not accept."),
            Map.entry(413, "The body is too large."),
            Map.entry(415, "The body is not JSON."),
            Map.entry(429, "You have sent too many requests, or have too many under way; try again after Retry-After."),
            Map.entry(500, "The server failed; its log tells more, by the correlation id."),
            Map.entry(503, "The server has too much to do, or its database is away; try again after Retry-After."),
            Map.entry(504, "The request took too long.")));

    private Responses() {}

    /** Add the problems of these statuses to an operation's responses. */
    static void add(ObjectNode responses, int... statuses) {
        for (int status : statuses) {
            responses.putObject(String.valueOf(status)).put("$ref", "#/components/responses/" + name(status));
        }
    }

    private static String name(int status) {
        return Problem.of(status, "").getString("title").replace(" ", "");
    }

    /** Return the components that the responses refer to. */
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
            headers.set("Allow", Json.header("The methods that the path has.", Json.text(), Json.value("GET, HEAD")));
        }
        response.set(
                "content",
                Json.content(Problem.MEDIA_TYPE, Json.node().put("$ref", "#/components/schemas/Problem"), example));
        return response;
    }

    /** Return the header that every response has. */
    static ObjectNode correlationId() {
        return Json.header("Tells the request from all others, in the server's log too.", Json.text(), Json.value(ID));
    }

    /** Return the schema of a problem. */
    static ObjectNode problem() {
        ObjectNode schema = Json.node()
                .put("type", "object")
                .put("description", "What went wrong, in the form of RFC 9457: a sentence for a person.");
        ObjectNode properties = schema.putObject("properties");
        properties.set("title", Json.text().put("description", "The status in words."));
        properties.set("status", Json.node().put("type", "integer").put("description", "The response's status."));
        properties.set("detail", Json.text().put("description", "What is wrong, and what would be right."));
        properties.set("correlationId", Json.text().put("description", "Leads from this answer to the server's log."));
        schema.putArray("required").add("title").add("status").add("detail");
        return schema;
    }
}
