package io.howdah.graphql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.howdah.security.Authentication;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * GraphQL over HTTP, as its specification has it. The bean {@code graphqlHttp} of the edge route: {@code parse}, then the
 * operation, {@code fail} for what either throws, and {@code respond}.
 */
public final class GraphQlHttp {

    private static final Logger LOG = LoggerFactory.getLogger(GraphQlHttp.class);

    private static final String MEDIA_TYPE = "HowdahGraphQlMediaType";
    private static final String STATUS = "HowdahGraphQlStatus";
    private static final String ALLOW = "HowdahGraphQlAllow";

    private static final String INTERNAL = "The operation failed in the server.";

    private final RequestReader reader = new RequestReader();
    private final ObjectMapper json = JsonMapper.builder().build();
    private final Authentication authentication;

    /** Makes it; {@code authentication} tells who asks. */
    public GraphQlHttp(Authentication authentication) {
        this.authentication = authentication;
    }

    /**
     * Turn an HTTP request into a {@link GraphQlRequest} as the body. All headers are dropped, as a client may set any: no step
     * of the operation sees one.
     *
     * @throws GraphQlHttpException if it is none
     */
    public void parse(Exchange exchange) {
        // From the request itself: a URL's parameters become headers too, and could pass for a content type.
        HttpServerRequest http = exchange.getMessage(HttpMessage.class).getRequest();
        byte[] body = exchange.getMessage().getBody(byte[].class);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(request(exchange, http, body).by(caller(http)));
    }

    private Caller caller(HttpServerRequest http) {
        return new Caller(
                http.path().replaceFirst("^/", "").replaceFirst("/?graphql/?$", ""),
                authentication.authenticate(http),
                UUID.randomUUID().toString(),
                Objects.requireNonNullElse(http.getHeader("Idempotency-Key"), ""));
    }

    private GraphQlRequest request(Exchange exchange, HttpServerRequest http, byte @Nullable [] body) {
        exchange.setProperty(
                MEDIA_TYPE,
                MediaType.accepted(String.join(",", http.headers().getAll("Accept")))
                        .orElseThrow(() -> new GraphQlHttpException(
                                406, "This is answered as application/graphql-response+json or application/json.")));
        return switch (http.method().name()) {
            case "GET" -> reader.get(http.query());
            case "POST" -> {
                requireJson(http.getHeader("Content-Type"));
                yield reader.post(body);
            }
            default -> throw GraphQlHttpException.methodNotAllowed("GraphQL is asked for by POST or GET.", "GET, POST");
        };
    }

    private static void requireJson(@Nullable String contentType) {
        String[] parts = (contentType == null ? "" : contentType)
                .toLowerCase(Locale.ROOT)
                .split(";", -1);
        boolean supported = parts[0].strip().equals("application/json");
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            supported &= !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
        }
        if (!supported) {
            throw new GraphQlHttpException(415, "The body must be application/json in UTF-8.");
        }
    }

    /** Turn what a step threw into a GraphQL error as the body; only a refusal's own message is shown. */
    public void fail(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        GraphQlHttpException malformed = ObjectHelper.getException(GraphQlHttpException.class, failure);
        GraphQlRefusal refusal = ObjectHelper.getException(GraphQlRefusal.class, failure);
        if (malformed != null) {
            exchange.setProperty(ALLOW, malformed.allow());
            answer(exchange, malformed.status(), ErrorCode.BAD_REQUEST, String.valueOf(malformed.getMessage()));
        } else if (refusal != null) {
            // JSON's older clients take no status but 200 for an answer to a well-formed request.
            int status = mediaType(exchange) == MediaType.JSON ? 200 : 403;
            answer(exchange, status, ErrorCode.FORBIDDEN, String.valueOf(refusal.getMessage()));
        } else {
            LOG.error("GraphQL operation failed: route={}", exchange.getFromRouteId(), failure);
            answer(exchange, 500, ErrorCode.INTERNAL_SERVER_ERROR, INTERNAL);
        }
    }

    private static void answer(Exchange exchange, int status, ErrorCode code, String message) {
        exchange.setProperty(STATUS, status);
        exchange.getMessage().setBody(Errors.response(code, message));
    }

    /** Turn the result, a map or a JSON object, into the HTTP response. Headers of the operation's steps stay inside. */
    public void respond(Exchange exchange) {
        try {
            Object result = exchange.getMessage().getBody();
            respond(exchange, status(exchange, result), bytes(result));
        } catch (IllegalArgumentException e) {
            LOG.error("GraphQL result cannot be sent: route={}", exchange.getFromRouteId(), e);
            respond(exchange, 500, bytes(Errors.response(ErrorCode.INTERNAL_SERVER_ERROR, INTERNAL)));
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
        int otherwise = mediaType(exchange) == MediaType.JSON ? 200 : 400;
        return exchange.getProperty(STATUS, executed ? 200 : otherwise, Integer.class);
    }

    private static MediaType mediaType(Exchange exchange) {
        return exchange.getProperty(MEDIA_TYPE, MediaType.JSON, MediaType.class);
    }

    private static void respond(Exchange exchange, int status, byte[] body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, mediaType(exchange).contentType());
        String allow = exchange.getProperty(ALLOW, "", String.class);
        if (!allow.isEmpty()) {
            message.setHeader("Allow", allow);
        }
        // Known in length to platform-http, unlike a byte array.
        message.setBody(ByteBuffer.wrap(body));
    }
}
