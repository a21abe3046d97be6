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
 * {@code POST /dev/token}: issues tokens to the page, as {@code howdah token} does in a terminal. The body {@code {"subject": "bob"}}
 * requests a token for bob; {@code "operator": true} adds the admin role, for requests of the page itself only.
 */
final class TokenEndpoint implements Handler<RoutingContext> {

    private static final Duration TTL = Duration.ofHours(1);
    private static final int MAX_SUBJECT_LENGTH = 100;

    /** Header that browsers set; scripts cannot change it. */
    private static final String SITE = "Sec-Fetch-Site";

    private static final String SAME_ORIGIN = "same-origin";

    private static final Set<String> OWN_SITE = Set.of(SAME_ORIGIN, "none");

    /** Headers that proxies set, in addition to {@code X-Forwarded-*}; in lower case. */
    private static final Set<String> PROXY_HEADERS =
            Set.of("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip", "cf-ray");

    private final DevIssuer issuer;
    private final String adminRole;

    /** Creates the endpoint; {@code adminRole} is the role of operator tokens. */
    TokenEndpoint(DevIssuer issuer, String adminRole) {
        this.issuer = issuer;
        this.adminRole = adminRole;
    }

    /**
     * Admits only callers that could run {@code howdah token} themselves: programs on this machine, and this page in its browser. Origins
     * in {@code howdah.http.allowed-origins} are rejected too.
     */
    static void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!isLocal(request) || Origins.isNamed(request)) {
            Problem.send(
                    context.response(),
                    403,
                    "Tokens are issued only to this machine; in a terminal, run howdah token.");
        } else if (Origins.isCrossSite(request) || isOfAnotherSite(request)) {
            Problem.send(context.response(), 403, "Pages of another origin are not served.");
        } else if (!ClientJson.isDeclared(request)) {
            Problem.send(context.response(), 415, "The content type must be application/json.");
        } else {
            context.next();
        }
    }

    /** Rejects requests through a proxy on this machine: their client may be remote. A proxy that sends no header is not detected. */
    private static boolean isLocal(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote != null
                && remote.hostAddress() != null
                && ClientAddress.isLoopback(remote.hostAddress())
                && request.headers().names().stream().noneMatch(TokenEndpoint::isOfProxy);
    }

    private static boolean isOfProxy(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return name.startsWith("x-forwarded-") || PROXY_HEADERS.contains(name);
    }

    private static boolean isOfAnotherSite(HttpServerRequest request) {
        String site = request.getHeader(SITE);
        return site != null && !OWN_SITE.contains(site);
    }

    @Override
    public void handle(RoutingContext context) {
        Optional<JsonObject> request = request(context);
        if (request.isEmpty()) {
            Problem.send(
                    context.response(),
                    400,
                    "The body must be a JSON object with a subject, such as \"bob\", and optionally \"operator\": true.");
            return;
        }
        boolean operator = request.get().getBoolean("operator", false);
        if (operator && !SAME_ORIGIN.equals(context.request().getHeader(SITE))) {
            Problem.send(
                    context.response(),
                    403,
                    "Operator tokens are issued only to the page; in a terminal, run howdah token --role " + adminRole
                            + ".");
            return;
        }
        List<String> roles = operator ? List.of(adminRole) : List.of();
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(new JsonObject()
                        .put("token", issuer.token(request.get().getString("subject"), roles, TTL))
                        .put("expiresIn", TTL.toSeconds())
                        .encode());
    }

    private static Optional<JsonObject> request(RoutingContext context) {
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
