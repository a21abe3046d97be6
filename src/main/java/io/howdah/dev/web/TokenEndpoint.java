package io.howdah.dev.web;

import io.howdah.dev.DevIssuer;
import io.howdah.http.ClientAddress;
import io.howdah.http.ClientJson;
import io.howdah.http.Origins;
import io.howdah.http.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code POST /dev/token}: for the page what {@code howdah token} is for a terminal. The body {@code {"subject": "bob"}} asks for a
 * token of bob, {@code "operator": true} for one with the operators' role beside, which the page's own requests get alone.
 */
final class TokenEndpoint implements Handler<RoutingContext> {

    private static final Duration GOOD = Duration.ofHours(1);
    private static final int MAX_SUBJECT_LENGTH = 100;

    /** Said by browsers of their own requests; no script can change it. */
    private static final String SITE = "Sec-Fetch-Site";

    private static final String SAME_ORIGIN = "same-origin";

    private static final Set<String> OWN_SITE = Set.of(SAME_ORIGIN, "none");

    /** Beside {@code X-Forwarded-*}, in lower case. */
    private static final Set<String> PROXIES_SAY =
            Set.of("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip", "cf-ray");

    private final DevIssuer issuer;
    private final String operators;

    /** Makes it; {@code operators} is their role. */
    TokenEndpoint(DevIssuer issuer, String operators) {
        this.issuer = issuer;
        this.operators = operators;
    }

    /**
     * Lets in who could run {@code howdah token} as well: programs on this machine, and of the pages that its browser shows this one
     * alone. That an origin may read the application's answers does not let it be an operator.
     */
    static void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!isLocal(request) || Origins.isNamed(request)) {
            Problem.send(context.response(), 403, "Tokens are given to this machine alone: howdah token prints one.");
        } else if (Origins.isCrossSite(request) || isOfAnotherSite(request)) {
            Problem.send(context.response(), 403, "Pages of another origin are not served.");
        } else if (!ClientJson.isDeclared(request)) {
            Problem.send(context.response(), 415, "The content type must be application/json.");
        } else {
            context.next();
        }
    }

    /** Who comes through a proxy on this machine may be anywhere; one that says nothing of itself cannot be told from a program. */
    private static boolean isLocal(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote != null
                && remote.hostAddress() != null
                && ClientAddress.isLoopback(remote.hostAddress())
                && request.headers().names().stream().noneMatch(TokenEndpoint::isOfProxy);
    }

    private static boolean isOfProxy(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return name.startsWith("x-forwarded-") || PROXIES_SAY.contains(name);
    }

    private static boolean isOfAnotherSite(HttpServerRequest request) {
        String site = request.getHeader(SITE);
        return site != null && !OWN_SITE.contains(site);
    }

    @Override
    public void handle(RoutingContext context) {
        Optional<JsonObject> asked = asked(context);
        if (asked.isEmpty()) {
            Problem.send(
                    context.response(),
                    400,
                    "The body must be a JSON object with a subject, such as bob, and operator: true for an operator.");
            return;
        }
        boolean operator = asked.get().getBoolean("operator", false);
        if (operator && !SAME_ORIGIN.equals(context.request().getHeader(SITE))) {
            Problem.send(
                    context.response(),
                    403,
                    "An operator's token is given to the page alone: howdah token --role " + operators
                            + " prints one.");
            return;
        }
        List<String> roles = operator ? List.of(operators) : List.of();
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(new JsonObject()
                        .put("token", issuer.token(asked.get().getString("subject"), roles, GOOD))
                        .put("expiresIn", GOOD.toSeconds())
                        .encode());
    }

    private static Optional<JsonObject> asked(RoutingContext context) {
        try {
            return Optional.ofNullable(context.body().asJsonObject())
                    .filter(body -> body.getValue("subject") instanceof String subject
                            && !subject.isBlank()
                            && subject.length() <= MAX_SUBJECT_LENGTH)
                    .filter(body -> body.getValue("operator", false) instanceof Boolean);
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }
}
