package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.testing.Http;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;

/** What the query answers to a subscriber. */
final class Answer {

    private Answer() {}

    /** Returns the states of the documents, by key. */
    static Map<String, Long> of(int port, Subscriber subscriber) throws IOException, InterruptedException {
        Model model = subscriber.model();
        Map<String, Long> all = new TreeMap<>();
        String after = null;
        while (true) {
            JsonNode page = ask(port, subscriber, after).path(model.plural());
            for (JsonNode node : page.path("nodes")) {
                all.put(model.keyText(node::path), node.path("mark").asLong());
            }
            if (!page.at("/pageInfo/hasNextPage").asBoolean()) {
                return all;
            }
            after = page.at("/pageInfo/endCursor").asText();
        }
    }

    private static JsonNode ask(int port, Subscriber subscriber, String after)
            throws IOException, InterruptedException {
        Model model = subscriber.model();
        ObjectNode operation = Kind.mapper().createObjectNode();
        operation.put(
                "query",
                "query($where: %sFilter, $after: String) { %s(where: $where, after: $after, first: 7) { nodes { %s } pageInfo { hasNextPage endCursor } } }"
                        .formatted(model.name(), model.plural(), String.join(" ", model.key()) + " mark"));
        ObjectNode variables = operation.putObject("variables").put("after", after);
        variables.set("where", subscriber.where().json());
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/graphql"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + subscriber.user().token())
                .POST(HttpRequest.BodyPublishers.ofString(operation.toString()))
                .build();
        JsonNode answer = Kind.mapper()
                .readTree(Http.client()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
        if (answer.path("data").isNull() || answer.has("errors")) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.path("data");
    }
}
