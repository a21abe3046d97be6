package io.howdah.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graphql.language.Description;
import graphql.language.InputValueDefinition;
import graphql.language.NonNullType;
import io.howdah.model.RouteField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes the operations that send commands: the hand-written fields of {@code Mutation}. */
final class CommandOperations {

    private static final String JSON = "application/json";

    private final DataSchemas schemas;
    private final InputSchemas inputs;

    CommandOperations(DataSchemas schemas, InputSchemas inputs) {
        this.schemas = schemas;
        this.inputs = inputs;
    }

    /** Adds the path of a command. */
    void add(ObjectNode paths, RouteField command) {
        String name = command.definition().getName();
        ObjectNode path = paths.withObjectProperty("/api/" + name);
        ObjectNode operation = path.putObject("post").put("operationId", name).put("summary", "The command " + name);
        String description = text(command.definition().getDescription());
        if (!description.isEmpty()) {
            operation.put("description", description);
        }
        operation.putArray("tags").add("Commands");
        operation
                .putArray("parameters")
                .add(Parameter.header(
                        "Idempotency-Key",
                        "A key that you choose, 1 to 255 printable ASCII characters: requests with the same key are the same "
                                + "command, so that you can safely retry.",
                        Json.value("7c9e6679-7425-40de-944b-e07fc1f90ae7")));
        operation.set("requestBody", body(command));
        ObjectNode responses = operation.putObject("responses");
        ObjectNode done = responses.putObject("200").put("description", "The command's answer.");
        done.putObject("headers").set("X-Correlation-Id", Responses.correlationId());
        ObjectNode answer = schemas.of(command.type());
        boolean isNonNull = command.definition().getType() instanceof NonNullType;
        done.set(
                "content",
                Json.content(
                        JSON, isNonNull ? answer : DataSchemas.nullable(answer), Examples.of(name, command.type())));
        Responses.add(responses, 400, 403, 405, 406, 413, 415, 429, 500, 503, 504);
    }

    private ObjectNode body(RouteField command) {
        List<InputValueDefinition> arguments = command.definition().getInputValueDefinitions();
        ObjectNode schema = inputs.object(arguments);
        JsonNode example = inputs.example(arguments);
        boolean required = schema.has("required");
        ObjectNode body =
                Json.node().put("description", "The command's arguments.").put("required", required);
        body.set("content", Json.content(JSON, schema, example));
        return body;
    }

    static String text(@Nullable Description description) {
        return description == null ? "" : description.getContent().strip();
    }
}
