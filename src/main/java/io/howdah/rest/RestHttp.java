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
 * Reads and writes HTTP for the REST API. Steps of the edge route: {@code restParse}, then a route that answers, {@code restFail} for
 * exceptions of both, and {@code restRespond}.
 */
public final class RestHttp implements MeterBinder {

    static final String HEADERS = "HowdahRestHeaders";

    /** Name of the collection or command, which routes may read. */
    static final String NAME = "HowdahRestName";

    private static final String KIND = "HowdahRestKind";
    private static final String STATUS = "HowdahRestStatus";
    private static final String STARTED = "HowdahRestBegan";
    private static final String IF_NONE_MATCH = "HowdahRestIfNoneMatch";

    /** Only the client may cache a response, and must revalidate it each time. */
    private static final Map<String, Object> CACHING =
            Map.of("Cache-Control", "private, no-cache", "Vary", "Authorization");

    private static final Logger LOG = LoggerFactory.getLogger(RestHttp.class);

    private final ObjectMapper json = JsonMappers.PLAIN;
    private final RestApi api;
    private final OperationTimes times = new OperationTimes(
            "howdah.rest.request", "Requests of lists, documents and commands, and how long each took");

    /** Creates the steps. */
    public RestHttp(RestApi api) {
        this.api = api;
    }

    /** Registers the timer of requests, by kind and status. */
    @Override
    public void bindTo(MeterRegistry registry) {
        times.bindTo(registry);
    }

    /**
     * Turns an HTTP request into a {@link RestRequest} as the body. Drops all headers, as a client may set any.
     *
     * @throws RestException if the request is not valid
     */
    public void parse(Exchange exchange) {
        exchange.setProperty(STARTED, System.nanoTime());
        HttpMessage message = exchange.getMessage(HttpMessage.class);
        HttpServerRequest http = message.getRequest();
        // Parts of the path: clients cannot set headers with these names.
        String name = message.getHeader("collection", "", String.class);
        Optional<String> key = Optional.ofNullable(message.getHeader("key", String.class));
        Object body = message.getBody();
        message.removeHeaders("*");
        RestKind kind = api.kind(name, key.isPresent(), http.method().name());
        if (!MediaType.JSON.isAcceptedBy(http.headers())) {
            throw new RestException(406, "The response is application/json; the request must accept it.");
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

    /** Turns the exception of a step into a problem as the body. */
    public void fail(Exchange exchange) {
        Exception exception = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        RestFailure failure = RestFailure.of(exception);
        if (failure.isLogged()) {
            FailureLog.error(LOG, exception)
                    .addKeyValue("route", exchange.getFromRouteId())
                    .addKeyValue("correlationId", correlationId(exchange))
                    .log("A REST request failed");
        }
        exchange.setProperty(STATUS, failure.status());
        exchange.setProperty(HEADERS, failure.headers());
        exchange.getMessage().setBody(problem(exchange, failure.status(), failure.detail()));
    }

    private static JsonObject problem(Exchange exchange, int status, String detail) {
        return Problem.of(status, detail).put("correlationId", correlationId(exchange));
    }

    private static String correlationId(Exchange exchange) {
        return TraceContext.id(TraceContext.of(exchange));
    }

    /** Writes the body as the HTTP response, in JSON. Headers of other steps are not sent. */
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
                    .log("Writing a REST response failed");
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
        // platform-http sets Content-Length for a buffer, but not for a byte array.
        message.setBody(ByteBuffer.wrap(bytes));
    }

    private Message begin(Exchange exchange, int status) {
        times.record(
                exchange.getProperty(STARTED, System.nanoTime(), Long.class),
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
