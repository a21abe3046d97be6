package io.howdah.http;

import io.howdah.config.HttpSettings;
import io.howdah.observe.FailureLog;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Router of the application port, with the handlers that each request passes before Camel's routes. */
final class EdgeRouter {
    /** Maximum body size, in bytes, for all paths except GraphQL's, which have a setting. Larger bodies get 413. */
    static final int MAX_BODY = 1024 * 1024;

    /** Before all other handlers, so that their refusals are traced as well. */
    private static final int TRACE = -1_050;

    /** Before the handlers that precede Camel's routes. */
    static final int FIRST = -1_000;

    /** Before authentication. */
    private static final int ORIGIN = -950;

    /** After authentication. */
    private static final int RATE = -800;

    private static final Logger LOG = LoggerFactory.getLogger(EdgeRouter.class);

    private static final Map<Integer, String> PROBLEMS = Map.of(
            400, "The request is malformed.",
            404, "Nothing is served at this path.",
            405, "This method is not served at this path.",
            406, "None of the accepted media types is served at this path.",
            415, "This media type is not accepted at this path.");

    private static final int FIRST_ERROR = 400;
    private static final int LAST_ERROR = 599;

    private static final Set<String> PLAIN = Set.of("", "identity");

    private EdgeRouter() {}

    static Router create(
            Vertx vertx,
            CamelContext camel,
            HttpSettings settings,
            TraceGate traces,
            OriginGate origins,
            RateGate rates,
            BooleanSupplier leaving) {
        Router router = Router.router(vertx);
        answerWithProblems(router, settings);
        boolean tls = settings.edge().tls().isPresent();
        router.route().order(TRACE).handler(traces);
        router.route().order(FIRST).handler(context -> admit(context, camel, tls, leaving));
        router.route().order(ORIGIN).handler(origins);
        router.route().order(RATE).handler(rates);
        return router;
    }

    static void answerWithProblems(Router router, HttpSettings settings) {
        // Without a handler Vert.x logs an error for each of these, such as 417 for an unknown Expect.
        for (int each = FIRST_ERROR; each <= LAST_ERROR; each++) {
            int status = each;
            String detail = PROBLEMS.getOrDefault(status, "The request cannot be served.");
            router.errorHandler(status, context -> Problem.send(context.response(), status, detail));
        }
        router.errorHandler(413, context -> UnreadBody.refuse(context, largestBody(context, settings)));
        router.errorHandler(500, context -> {
            // Vert.x does not log a failure that has a handler.
            Throwable failure = Objects.requireNonNullElseGet(
                    context.failure(), () -> new IllegalStateException("a handler has failed the request with 500"));
            FailureLog.error(LOG, failure)
                    .addKeyValue("path", FailureLog.text(context.normalizedPath()))
                    .log("A request failed");
            Problem.send(context.response(), 500, "The request failed.");
        });
        // Vert.x uses this status if a client disconnects within its body: there is no client to answer, and no error.
        router.errorHandler(
                200,
                context -> LOG.atDebug()
                        .addKeyValue("path", context.normalizedPath())
                        .log("A client left before its request was read"));
    }

    /**
     * Reads a request body for a route, but never as a form: Camel turns form fields into headers, and a page of another
     * site can post a form with the user's credentials.
     */
    static Handler<RoutingContext> bodyHandler(HttpSettings settings) {
        BodyHandler bodies = BodyHandler.create(false).setBodyLimit(MAX_BODY);
        BodyHandler graphQl = BodyHandler.create(false).setBodyLimit(settings.maxGraphQlBytes());
        return context -> {
            context.request().resume();
            if (isForm(context)) {
                context.fail(415);
            } else if (isEncoded(context)) {
                context.response().putHeader(HttpHeaders.ACCEPT_ENCODING, "gzip, deflate");
                context.fail(415);
            } else if (isGraphQl(context)) {
                graphQl.handle(context);
            } else {
                bodies.handle(context);
            }
        };
    }

    private static long largestBody(RoutingContext context, HttpSettings settings) {
        return isGraphQl(context) ? settings.maxGraphQlBytes() : MAX_BODY;
    }

    private static boolean isGraphQl(RoutingContext context) {
        return context.request().path().endsWith("/graphql");
    }

    /**
     * Refuses requests until the routes have started. The port is bound first, so that a port conflict fails the start
     * early.
     */
    private static void admit(RoutingContext context, CamelContext camel, boolean tls, BooleanSupplier leaving) {
        SecurityHeaders.put(context.response(), tls);
        if (leaving.getAsBoolean()) {
            sendElsewhere(context);
        }
        if (!camel.isStarted()) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
            Problem.send(context.response(), 503, "The service is starting or stopping.");
            return;
        }
        // Camel would create a header from each parameter, past the header filter. Routes read CamelHttpQuery instead.
        context.queryParams().clear();
        Compression.decideLater(context);
        context.next();
    }

    /** Closes the connection after the response, so that the client's next request goes to another process. */
    private static void sendElsewhere(RoutingContext context) {
        if (!Upgrades.isWebSocket(context.request())) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.addEndHandler(ended -> context.request().connection().close());
        }
    }

    /** Returns whether the body is still encoded. Decompression removes the header. */
    private static boolean isEncoded(RoutingContext context) {
        String encoding = context.request().getHeader(HttpHeaders.CONTENT_ENCODING);
        return encoding != null && !PLAIN.contains(encoding.trim().toLowerCase(Locale.ROOT));
    }

    private static boolean isForm(RoutingContext context) {
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        String lower = type == null ? "" : type.trim().toLowerCase(Locale.ROOT);
        return lower.startsWith("multipart/form-data") || lower.startsWith("application/x-www-form-urlencoded");
    }
}
