package io.howdah.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.language.InputValueDefinition;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.execution.CommandDocument;
import io.howdah.model.RouteField;
import io.howdah.text.JsonMappers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;

/**
 * Sends commands through the GraphQL route, so that its steps apply to them too. Provides the steps before and after it:
 * {@code restCommand} and {@code restCommandAnswer}.
 */
public final class RestCommands {

    private final ObjectMapper json = JsonMappers.PLAIN;
    private final RestApi api;

    /** Creates the steps. */
    public RestCommands(RestApi api) {
        this.api = api;
    }

    /** Turns a {@link RestRequest} into the equivalent {@link GraphQlRequest}. */
    public void toGraphQl(Exchange exchange) throws InvalidPayloadException {
        RestRequest request = exchange.getMessage().getMandatoryBody(RestRequest.class);
        new Parameters(request.parameters()).requireOnly(Set.of());
        RouteField command = api.command(request.name());
        requireArguments(command, request.arguments());
        exchange.getMessage()
                .setBody(new GraphQlRequest(CommandDocument.of(command), "", request.arguments(), Map.of())
                        .withCaller(request.caller())
                        .withDisconnect(request.disconnect()));
    }

    /** Rejects unknown arguments, as GraphQL would ignore values without a variable. */
    private static void requireArguments(RouteField command, Map<String, Object> arguments) {
        Set<String> unknown = new TreeSet<>(arguments.keySet());
        List<String> known = command.definition().getInputValueDefinitions().stream()
                .map(InputValueDefinition::getName)
                .toList();
        known.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw RestException.unknown(
                    String.join(", ", unknown) + " is not an argument of "
                            + command.definition().getName(),
                    known);
        }
    }

    /**
     * Turns the result of GraphQL, a map or a JSON object, into the command's answer.
     *
     * @throws RestException if the result has an error and no answer
     */
    public void answer(Exchange exchange) {
        JsonNode result = json.valueToTree(exchange.getMessage().getBody());
        JsonNode answer = result.path("data").path(exchange.getProperty(RestHttp.NAME, "", String.class));
        JsonNode error = result.path("errors").path(0);
        // A command with an answer has succeeded, even if a field of the answer has an error.
        if (!error.isMissingNode() && (answer.isMissingNode() || answer.isNull())) {
            throw new RestException(
                    status(error.path("extensions").path("code").asText()),
                    error.path("message").asText());
        }
        exchange.getMessage().setBody(answer);
    }

    private static int status(String code) {
        return switch (code) {
            case "FORBIDDEN" -> 403;
            case "RATE_LIMITED" -> 429;
            case "TIMEOUT" -> 504;
            case "OVERLOADED", "SERVICE_UNAVAILABLE" -> 503;
            case "BAD_USER_INPUT", "BAD_REQUEST", "OPERATION_RESOLUTION_FAILURE" -> 400;
            default -> code.startsWith("GRAPHQL_") ? 400 : 500;
        };
    }
}
