package io.howdah.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.graphql.Caller;
import io.howdah.graphql.ClientDisconnect;
import io.howdah.graphql.MediaType;
import io.howdah.http.ClientJson;
import io.howdah.http.Problem;
import io.howdah.http.RateGate;
import io.howdah.observe.FailureLog;
import io.howdah.observe.TraceContext;
import io.howdah.query.OperationTimes;
import io.howdah.security.Principal;
import io.howdah.text.JsonMappers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
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
 * REST over HTTP. The steps of the edge route: {@code restParse}, then the route that answers, {@code restFail} for what either
 * throws, and {@code restRespond}.
 */
public final class RestHttp implements MeterBinder {

    static final String HEADERS = "HowdahRestHeaders";

    /** What is asked for, which routes may read. */
    static final String NAME = "HowdahRestName";

    private static final String KIND = "HowdahRestKind";
    private static final String STATUS = "HowdahRestStatus";
    private static final String BEGAN = "HowdahRestBegan";
    private static final String IF_NONE_MATCH = "HowdahRestIfNoneMatch";

    /** Kept by nobody but the client, which asks each time whether it still holds. */
    private static final Map<String, Object> CACHING =
            Map.of("Cache-Control", "private, no-cache", "Vary", "Authorization");

    private static final Logger LOG = LoggerFactory.getLogger(RestHttp.class);

    private final ObjectMapper json = JsonMappers.PLAIN;
    private final RestApi api;
    private final OperationTimes times = new OperationTimes(
            "howdah.rest.request", "Requests of lists, documents and commands, and how long each took");

    /** Makes it. */
    public RestHttp(RestApi api) {
        this.api = api;
    }

    /** Tells how long requests take, by their kind and the status of the answer. */
    @Override
    public void bindTo(MeterRegistry registry) {
        times.bindTo(registry);
    }

    /**
     * Turn an HTTP request into a {@link RestRequest} as the body. All headers are dropped, as a client may set any.
     *
     * @throws RestException if it is none
     */
    public void parse(Exchange exchange) {
        exchange.setProperty(BEGAN, System.nanoTime());
        HttpMessage message = exchange.getMessage(HttpMessage.class);
        HttpServerRequest http = message.getRequest();
        // The parts of the path: no client can set headers of these names.
        String name = message.getHeader("collection", "", String.class);
        Optional<String> key = Optional.ofNullable(message.getHeader("key", String.class));
        Object body = message.getBody();
        message.removeHeaders("*");
        RestKind kind = api.kind(name, key.isPresent(), http.method().name());
        if (!MediaType.JSON.isAcceptedBy(http.headers())) {
            throw new RestException(406, "This is answered as application/json.");
        }
        exchange.setProperty(KIND, kind.text());
        exchange.setProperty(NAME, name);
        if (kind == RestKind.DOCUMENT) {
            exchange.setProperty(IF_NONE_MATCH, String.join(",", http.headers().getAll("If-None-Match")));
        }
        message.setBody(new RestRequest(
                name,
                key,
                Parameters.of(http.query()).values(),
                kind == RestKind.COMMAND ? arguments(http, body) : Map.of(),
                new Caller(
                        "",
                        Principal.of(exchange),
                        RateGate.client(exchange),
                        TraceContext.of(exchange),
                        Objects.requireNonNullElse(http.getHeader("Idempotency-Key"), "")),
                ClientDisconnect.of(message.getResponse())));
    }

    private static Map<String, Object> arguments(HttpServerRequest http, @Nullable Object body) {
        if (!(body instanceof Buffer bytes) || bytes.length() == 0) {
            return Map.of();
        }
        if (!MediaType.isJson(http.getHeader(HttpHeaders.CONTENT_TYPE))) {
            throw new RestException(415, "The body must be application/json in UTF-8.");
        }
        try {
            JsonNode arguments = ClientJson.read(bytes.getBytes());
            if (arguments.isObject()) {
                return ClientJson.map(arguments);
            }
        } catch (IllegalArgumentException e) {
            throw RestException.malformed(String.valueOf(e.getMessage()));
        }
        throw RestException.malformed("The body must be a JSON object of the command's arguments.");
    }

    /** Turn what a step threw into a problem as the body. */
    public void fail(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        RestFailure told = RestFailure.of(failure);
        if (told.isOurs()) {
            FailureLog.error(LOG, failure)
                    .addKeyValue("route", exchange.getFromRouteId())
                    .addKeyValue("correlationId", correlationId(exchange))
                    .log("A REST request failed");
        }
        exchange.setProperty(STATUS, told.status());
        exchange.setProperty(HEADERS, told.headers());
        exchange.getMessage().setBody(problem(exchange, told.status(), told.detail()));
    }

    private static JsonObject problem(Exchange exchange, int status, String detail) {
        return Problem.of(status, detail).put("correlationId", correlationId(exchange));
    }

    private static String correlationId(Exchange exchange) {
        return TraceContext.id(TraceContext.of(exchange));
    }

    /** Turn what was read, ready for JSON, into the HTTP response. Headers of the other steps stay inside. */
    public void respond(Exchange exchange) {
        Integer failed = exchange.getProperty(STATUS, Integer.class);
        Object body = exchange.getMessage().getBody();
        if (failed != null && body instanceof JsonObject problem) {
            respond(exchange, failed, problem);
            return;
        }
        byte[] bytes;
        try {
            bytes = json.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            FailureLog.error(LOG, e)
                    .addKeyValue("route", exchange.getFromRouteId())
                    .addKeyValue("correlationId", correlationId(exchange))
                    .log("A REST answer cannot be sent");
            respond(exchange, 500, problem(exchange, 500, RestFailure.INTERNAL));
            return;
        }
        respond(exchange, bytes);
    }

    private void respond(Exchange exchange, int status, JsonObject problem) {
        Message message = begin(exchange, status);
        message.setHeader(Exchange.CONTENT_TYPE, Problem.MEDIA_TYPE);
        message.setHeader("Cache-Control", "no-store");
        message.setBody(problem.encode());
    }

    private void respond(Exchange exchange, byte[] bytes) {
        String ifNoneMatch = exchange.getProperty(IF_NONE_MATCH, String.class);
        boolean isTagged = ifNoneMatch != null;
        EntityTag tag = isTagged ? EntityTag.of(bytes) : null;
        boolean isKnown = tag != null && !ifNoneMatch.isEmpty() && tag.isIn(ifNoneMatch);
        Message message = begin(exchange, isKnown ? 304 : 200);
        message.getHeaders().putAll(CACHING);
        if (tag != null) {
            message.setHeader("ETag", tag.value());
        }
        if (isKnown) {
            message.setBody(null);
            return;
        }
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        // Known in length to platform-http, unlike a byte array.
        message.setBody(ByteBuffer.wrap(bytes));
    }

    private Message begin(Exchange exchange, int status) {
        times.record(
                exchange.getProperty(BEGAN, System.nanoTime(), Long.class),
                "kind",
                exchange.getProperty(KIND, "none", String.class),
                "status",
                Integer.toString(status));
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader("X-Correlation-Id", correlationId(exchange));
        Map<?, ?> headers = exchange.getProperty(HEADERS, Map.of(), Map.class);
        headers.forEach((name, value) -> message.setHeader(String.valueOf(name), value));
        return message;
    }
}
