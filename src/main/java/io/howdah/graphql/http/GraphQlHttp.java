package io.howdah.graphql.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.graphql.Caller;
import io.howdah.graphql.ClientDisconnect;
import io.howdah.graphql.ErrorCode;
import io.howdah.graphql.Errors;
import io.howdah.graphql.GraphQlHttpException;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.MediaType;
import io.howdah.graphql.execution.OperationFailure;
import io.howdah.graphql.execution.PersistedQueries;
import io.howdah.graphql.execution.RequestReader;
import io.howdah.http.Accept;
import io.howdah.http.RateGate;
import io.howdah.observe.FailureLog;
import io.howdah.observe.TraceContext;
import io.howdah.security.Principal;
import io.howdah.text.JsonMappers;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Camel steps of GraphQL over HTTP, as its specification defines it. The API route runs {@code graphqlHttpParse}, then
 * the operation. {@code graphqlHttpFail} handles exceptions of either, and {@code graphqlHttpRespond} writes the
 * response. Thread-safe.
 */
public final class GraphQlHttp {

    private static final Logger LOG = LoggerFactory.getLogger(GraphQlHttp.class);

    private static final String MEDIA_TYPE = "HowdahGraphQlMediaType";
    private static final String STATUS = "HowdahGraphQlStatus";
    private static final String ALLOW = "HowdahGraphQlAllow";

    private static final String INTERNAL = "The operation failed on the server.";

    private final ObjectMapper json = JsonMappers.PLAIN;
    private final PersistedQueries persisted;

    /** Creates the steps. {@code persisted} resolves persisted queries. */
    public GraphQlHttp(PersistedQueries persisted) {
        this.persisted = persisted;
    }

    /**
     * Replaces an HTTP request in the body by a {@link GraphQlRequest}. Removes all headers, because a client may set
     * any: no step of the operation sees one.
     *
     * @throws GraphQlHttpException if the request is not a valid GraphQL request
     */
    public void parse(Exchange exchange) {
        // Reads the request itself: parameters of the URL also become message headers, and could be mistaken for a
        // content type.
        HttpMessage message = exchange.getMessage(HttpMessage.class);
        HttpServerRequest http = message.getRequest();
        byte[] body = body(message);
        message.removeHeaders("*");
        GraphQlRequest request = persisted.resolve(request(exchange, http, body));
        if (http.method().equals(HttpMethod.GET)) {
            RequestReader.requireNoMutation(request);
        }
        message.setBody(
                request.withCaller(caller(exchange, http)).withDisconnect(ClientDisconnect.of(message.getResponse())));
    }

    private static byte @Nullable [] body(Message message) {
        return message.getBody() instanceof Buffer buffer ? buffer.getBytes() : message.getBody(byte[].class);
    }

    private static Caller caller(Exchange exchange, HttpServerRequest http) {
        return new Caller(
                frontend(http.path()),
                Principal.of(exchange),
                RateGate.client(exchange),
                TraceContext.of(exchange),
                Objects.requireNonNullElse(http.getHeader("Idempotency-Key"), ""));
    }

    /** Returns the frontend of a path. */
    static String frontend(String path) {
        String name = removeSuffix(removeSuffix(removeSuffix(path, "/"), "graphql"), "/");
        return name.startsWith("/") ? name.substring(1) : name;
    }

    private static String removeSuffix(String text, String suffix) {
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    private GraphQlRequest request(Exchange exchange, HttpServerRequest http, byte @Nullable [] body) {
        exchange.setProperty(
                MEDIA_TYPE,
                accepted(http.headers())
                        .orElseThrow(() -> new GraphQlHttpException(
                                406, "Accept must allow application/graphql-response+json or application/json.")));
        return switch (http.method().name()) {
            case "GET" -> RequestReader.get(http.query());
            case "POST" -> {
                RequestReader.requireJson(http.getHeader(HttpHeaders.CONTENT_TYPE));
                yield RequestReader.post(body);
            }
            default ->
                throw GraphQlHttpException.methodNotAllowed("Send GraphQL requests by POST or GET.", "GET, POST");
        };
    }

    private static Optional<MediaType> accepted(MultiMap headers) {
        return MediaType.accepted(Accept.of(headers));
    }

    /**
     * Replaces the body by a GraphQL error for the exception that a step threw. Only the message of a refusal is that
     * of the exception.
     */
    public void fail(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        OperationFailure operationFailure = OperationFailure.of(failure);
        if (operationFailure.isInternal()) {
            FailureLog.error(LOG, failure)
                    .addKeyValue("route", exchange.getFromRouteId())
                    .addKeyValue("correlationId", correlationId(exchange))
                    .log("A GraphQL operation failed");
        }
        exchange.setProperty(ALLOW, operationFailure.allow());
        exchange.setProperty(
                STATUS,
                operationFailure.isWellFormed()
                        ? wellFormed(exchange, operationFailure.status())
                        : operationFailure.status());
        exchange.getMessage()
                .setBody(Errors.response(operationFailure.code(), operationFailure.message(), correlationId(exchange)));
    }

    /**
     * Returns the status of the response to a well-formed request. Older clients, which accept only JSON, understand
     * only 200.
     */
    private static int wellFormed(Exchange exchange, int status) {
        return mediaType(exchange) == MediaType.JSON ? 200 : status;
    }

    private static String correlationId(Exchange exchange) {
        return TraceContext.id(TraceContext.of(exchange));
    }

    /**
     * Writes the result, a map or a JSON object, as the HTTP response. Headers of the operation's steps are dropped.
     */
    public void respond(Exchange exchange) {
        try {
            Object result = exchange.getMessage().getBody();
            respond(exchange, status(exchange, result), bytes(result));
        } catch (IllegalArgumentException e) {
            String correlationId = correlationId(exchange);
            FailureLog.error(LOG, e)
                    .addKeyValue("route", exchange.getFromRouteId())
                    .addKeyValue("correlationId", correlationId)
                    .log("Failed to convert a GraphQL result to a response");
            respond(exchange, 500, bytes(Errors.response(ErrorCode.INTERNAL_SERVER_ERROR, INTERNAL, correlationId)));
        }
    }

    private byte[] bytes(Object result) {
        try {
            return json.writeValueAsBytes(result);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body after direct:graphql cannot be converted to JSON.", e);
        }
    }

    private static int status(Exchange exchange, @Nullable Object result) {
        boolean executed;
        if (result instanceof Map<?, ?> map) {
            executed = map.containsKey("data");
        } else if (result instanceof JsonNode node && node.isObject()) {
            executed = node.has("data");
        } else {
            throw new IllegalArgumentException("The body after direct:graphql must be a Map or a JSON object, but is "
                    + (result == null ? "null" : result.getClass().getName()));
        }
        Integer decidedStatus = exchange.getProperty(STATUS, Integer.class);
        if (decidedStatus != null) {
            return decidedStatus;
        }
        return executed ? 200 : notExecuted(exchange, result);
    }

    /**
     * Returns the status of an operation that was not executed. Temporary errors have their own status in either media
     * type, for proxies and load balancers.
     */
    private static int notExecuted(Exchange exchange, Object result) {
        String code = result instanceof Map<?, ?> map ? Errors.firstCode(map) : "";
        return switch (code) {
            case "RATE_LIMITED" -> 429;
            case "OVERLOADED", "SERVICE_UNAVAILABLE" -> 503;
            case "TIMEOUT" -> 504;
            default -> wellFormed(exchange, 400);
        };
    }

    private static MediaType mediaType(Exchange exchange) {
        return exchange.getProperty(MEDIA_TYPE, MediaType.JSON, MediaType.class);
    }

    private static void respond(Exchange exchange, int status, byte[] body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, mediaType(exchange).contentType());
        message.setHeader("X-Correlation-Id", correlationId(exchange));
        // Even the response to a GET depends on the caller and the time.
        message.setHeader("Cache-Control", "private, no-store");
        message.setHeader("Vary", "Accept, Authorization");
        if (status == 503 || status == 429) {
            message.setHeader("Retry-After", "1");
        }
        String allow = exchange.getProperty(ALLOW, "", String.class);
        if (!allow.isEmpty()) {
            message.setHeader("Allow", allow);
        }
        // Unlike with a byte array, platform-http knows the length of a buffer.
        message.setBody(ByteBuffer.wrap(body));
    }
}
