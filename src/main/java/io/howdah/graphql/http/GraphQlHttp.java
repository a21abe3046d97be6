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
 * GraphQL over HTTP, as its specification has it. The steps of the edge route: {@code graphqlHttpParse}, then the operation,
 * {@code graphqlHttpFail} for what either throws, and {@code graphqlHttpRespond}.
 */
public final class GraphQlHttp {

    private static final Logger LOG = LoggerFactory.getLogger(GraphQlHttp.class);

    private static final String MEDIA_TYPE = "HowdahGraphQlMediaType";
    private static final String STATUS = "HowdahGraphQlStatus";
    private static final String ALLOW = "HowdahGraphQlAllow";

    private static final String INTERNAL = "The operation failed in the server.";

    private final ObjectMapper json = JsonMappers.PLAIN;
    private final PersistedQueries persisted;

    /** Makes it; {@code persisted} knows operations by name. */
    public GraphQlHttp(PersistedQueries persisted) {
        this.persisted = persisted;
    }

    /**
     * Turn an HTTP request into a {@link GraphQlRequest} as the body. All headers are dropped, as a client may set any: no step
     * of the operation sees one.
     *
     * @throws GraphQlHttpException if it is none
     */
    public void parse(Exchange exchange) {
        // From the request itself: a URL's parameters become headers too, and could pass for a content type.
        HttpMessage message = exchange.getMessage(HttpMessage.class);
        HttpServerRequest http = message.getRequest();
        byte[] body = body(message);
        message.removeHeaders("*");
        GraphQlRequest request = persisted.resolve(request(exchange, http, body));
        if (http.method().equals(HttpMethod.GET)) {
            RequestReader.requireNoMutation(request);
        }
        message.setBody(request.by(caller(exchange, http)).until(ClientDisconnect.of(message.getResponse())));
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

    /** Returns the frontend that a path is of. */
    static String frontend(String path) {
        String name = withoutEnd(withoutEnd(withoutEnd(path, "/"), "graphql"), "/");
        return name.startsWith("/") ? name.substring(1) : name;
    }

    private static String withoutEnd(String text, String end) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }

    private GraphQlRequest request(Exchange exchange, HttpServerRequest http, byte @Nullable [] body) {
        exchange.setProperty(
                MEDIA_TYPE,
                accepted(http.headers())
                        .orElseThrow(() -> new GraphQlHttpException(
                                406, "This is answered as application/graphql-response+json or application/json.")));
        return switch (http.method().name()) {
            case "GET" -> RequestReader.get(http.query());
            case "POST" -> {
                RequestReader.requireJson(http.getHeader(HttpHeaders.CONTENT_TYPE));
                yield RequestReader.post(body);
            }
            default -> throw GraphQlHttpException.methodNotAllowed("GraphQL is asked for by POST or GET.", "GET, POST");
        };
    }

    private static Optional<MediaType> accepted(MultiMap headers) {
        return MediaType.accepted(Accept.of(headers));
    }

    /** Turn what a step threw into a GraphQL error as the body; only a refusal's own message is shown. */
    public void fail(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        OperationFailure told = OperationFailure.of(failure);
        if (told.isInternal()) {
            FailureLog.error(LOG, failure)
                    .addKeyValue("route", exchange.getFromRouteId())
                    .addKeyValue("correlationId", correlationId(exchange))
                    .log("A GraphQL operation failed");
        }
        exchange.setProperty(ALLOW, told.allow());
        exchange.setProperty(STATUS, told.isWellFormed() ? wellFormed(exchange, told.status()) : told.status());
        exchange.getMessage().setBody(Errors.response(told.code(), told.message(), correlationId(exchange)));
    }

    /** JSON's older clients take no status but 200 for an answer to a well-formed request. */
    private static int wellFormed(Exchange exchange, int status) {
        return mediaType(exchange) == MediaType.JSON ? 200 : status;
    }

    private static String correlationId(Exchange exchange) {
        return TraceContext.id(TraceContext.of(exchange));
    }

    /** Turn the result, a map or a JSON object, into the HTTP response. Headers of the operation's steps stay inside. */
    public void respond(Exchange exchange) {
        try {
            Object result = exchange.getMessage().getBody();
            respond(exchange, status(exchange, result), bytes(result));
        } catch (IllegalArgumentException e) {
            String correlationId = correlationId(exchange);
            FailureLog.error(LOG, e)
                    .addKeyValue("route", exchange.getFromRouteId())
                    .addKeyValue("correlationId", correlationId)
                    .log("A GraphQL result cannot be sent");
            respond(exchange, 500, bytes(Errors.response(ErrorCode.INTERNAL_SERVER_ERROR, INTERNAL, correlationId)));
        }
    }

    private byte[] bytes(Object result) {
        try {
            return json.writeValueAsBytes(result);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body after direct:graphql is not ready for JSON", e);
        }
    }

    private static int status(Exchange exchange, @Nullable Object result) {
        boolean executed;
        if (result instanceof Map<?, ?> map) {
            executed = map.containsKey("data");
        } else if (result instanceof JsonNode node && node.isObject()) {
            executed = node.has("data");
        } else {
            throw new IllegalArgumentException("the body after direct:graphql must be a Map or a JSON object, is "
                    + (result == null ? "null" : result.getClass().getName()));
        }
        Integer decided = exchange.getProperty(STATUS, Integer.class);
        if (decided != null) {
            return decided;
        }
        return executed ? 200 : notExecuted(exchange, result);
    }

    /** What another try may cure says so by its status in either media type, for what stands between us and the client. */
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
        // An answer to a GET, too, is what one caller may see at this moment.
        message.setHeader("Cache-Control", "private, no-store");
        message.setHeader("Vary", "Accept, Authorization");
        if (status == 503 || status == 429) {
            message.setHeader("Retry-After", "1");
        }
        String allow = exchange.getProperty(ALLOW, "", String.class);
        if (!allow.isEmpty()) {
            message.setHeader("Allow", allow);
        }
        // Known in length to platform-http, unlike a byte array.
        message.setBody(ByteBuffer.wrap(body));
    }
}
