package io.howdah.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The answers of an HTTP API as an OpenAPI document describes them. */
public final class DescribedAnswers {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode document;

    /** Reads an OpenAPI document. */
    public DescribedAnswers(JsonNode document) {
        this.document = document;
    }

    /** What is wrong with an answer, by the schema of its status and media type; that there is none is wrong too. */
    public List<String> problems(String path, String method, int status, String mediaType, JsonNode body) {
        JsonNode response = resolve(
                document.path("paths").path(path).path(method).path("responses").path(String.valueOf(status)));
        JsonNode schema = response.path("content").path(mediaType).path("schema");
        return schema.isMissingNode()
                ? List.of("nothing is described for " + method + " " + path + " " + status + " " + mediaType)
                : errors(schema, body);
    }

    /** What is wrong with the examples of the document, each with where it is; and how many there are. */
    public List<String> wrongExamples() {
        List<String> wrong = new ArrayList<>();
        examples("", document, wrong);
        return wrong;
    }

    private void examples(String place, JsonNode node, List<String> wrong) {
        if (node.isObject() && node.has("schema") && node.has("example")) {
            errors(node.path("schema"), node.path("example")).forEach(error -> wrong.add(place + ": " + error));
        }
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> each : node.properties()) {
                examples(place + "/" + each.getKey(), each.getValue(), wrong);
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                examples(place + "/" + i, node.get(i), wrong);
            }
        }
    }

    /** What is wrong with a value, by a schema of the document. */
    public List<String> errors(JsonNode schema, JsonNode value) {
        ObjectNode whole = schema.deepCopy();
        // So that its references lead somewhere.
        whole.set("components", document.path("components"));
        return SCHEMAS.getSchema(whole).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    private JsonNode resolve(JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }
}
