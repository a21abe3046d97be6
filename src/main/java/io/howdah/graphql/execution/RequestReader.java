package io.howdah.graphql.execution;

import com.fasterxml.jackson.databind.JsonNode;
import graphql.language.OperationDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import io.howdah.graphql.GraphQlHttpException;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.MediaType;
import io.howdah.http.ClientJson;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses GraphQL requests from HTTP bodies and URLs. An invalid request is a {@link GraphQlHttpException} with the
 * status.
 */
public final class RequestReader {

    private static final int MAX_PARAMETERS = 16;

    /** Parses the body of a POST. */
    public static GraphQlRequest post(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            throw malformed("The body is empty; it must be a JSON object with a query.");
        }
        JsonNode request = read(body);
        if (request == null || !request.isObject()) {
            throw malformed("The body must be a JSON object with a query; batches are not supported.");
        }
        return request(request);
    }

    /** Parses a request that is part of a larger message. */
    public static GraphQlRequest request(JsonNode request) {
        return new GraphQlRequest(
                text("query", request.get("query")),
                text("operationName", request.get("operationName")),
                map("variables", request.get("variables")),
                map("extensions", request.get("extensions")));
    }

    private static @Nullable JsonNode read(byte[] body) {
        try {
            return ClientJson.read(body);
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    /** Parses the URL's query of a GET. */
    public static GraphQlRequest get(@Nullable String rawQuery) {
        Map<String, List<String>> parameters = parameters(rawQuery == null ? "" : rawQuery);
        return new GraphQlRequest(
                single(parameters, "query"),
                single(parameters, "operationName"),
                map("variables", parameter(parameters, "variables")),
                map("extensions", parameter(parameters, "extensions")));
    }

    /** Rejects a content type other than JSON in UTF-8. */
    public static void requireJson(@Nullable String contentType) {
        if (!MediaType.isJson(contentType)) {
            throw new GraphQlHttpException(415, "The body must be application/json in UTF-8.");
        }
    }

    /** Rejects mutations by GET, because any web page can make a browser send one. */
    public static void requireNoMutation(GraphQlRequest request) {
        // The keyword has only this spelling, so most texts need no parsing.
        if (request.query().contains("mutation") && isMutation(request)) {
            throw GraphQlHttpException.methodNotAllowed("A mutation must be sent by POST.", "POST");
        }
    }

    private static Map<String, List<String>> parameters(String rawQuery) {
        try {
            return new QueryStringDecoder(rawQuery, StandardCharsets.UTF_8, false, MAX_PARAMETERS, true).parameters();
        } catch (IllegalArgumentException e) {
            throw malformed("The URL's query is not encoded properly.");
        }
    }

    private static String single(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw malformed("The parameter " + name + " is given more than once.");
        }
        return values.isEmpty() ? "" : values.get(0);
    }

    private static @Nullable JsonNode parameter(Map<String, List<String>> parameters, String name) {
        String value = single(parameters, name);
        try {
            return value.isEmpty() ? null : ClientJson.read(name, value);
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    /** Returns whether the request executes a mutation. If the text can't be parsed, the engine reports the error. */
    private static boolean isMutation(GraphQlRequest request) {
        try {
            return Parser.parse(request.query()).getDefinitionsOfType(OperationDefinition.class).stream()
                    .filter(operation -> request.operationName().isEmpty()
                            || request.operationName().equals(operation.getName()))
                    .anyMatch(operation -> operation.getOperation() == OperationDefinition.Operation.MUTATION);
        } catch (InvalidSyntaxException e) {
            return false;
        }
    }

    private static String text(String name, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw malformed(name + " must be a string.");
        }
        return value.textValue();
    }

    private static Map<String, Object> map(String name, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return Map.of();
        }
        if (!value.isObject()) {
            throw malformed(name + " must be a JSON object.");
        }
        return ClientJson.map(value);
    }

    private static GraphQlHttpException malformed(String message) {
        return new GraphQlHttpException(400, message);
    }
}
