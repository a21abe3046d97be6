package io.howdah.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The GraphiQL page, from the files that the build unpacks; it talks to {@code /graphql} and to no other host. */
final class GraphiQl {
    private static final String FILES = "io/vertx/ext/web/handler/graphiql";
    private static final String PLACEHOLDER = "__VERTX_GRAPHIQL_CONFIG__";

    private final String page;
    private final String policy;

    private GraphiQl(String template) {
        String config = new JsonObject()
                .put("httpEnabled", true)
                .put("graphQLUri", "/graphql")
                .put("graphQLWSEnabled", true)
                // The script puts a slash before it.
                .put("graphQLWSUri", "graphql")
                .encode();
        this.page = template.replace(PLACEHOLDER, config);
        // The page's one inline script is allowed by its digest; styles are written by the editor as it runs.
        this.policy =
                "default-src 'self'; script-src 'self' 'sha256-%s'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
                        .formatted(sha256("window.VERTX_GRAPHIQL_CONFIG=" + config));
    }

    static void mount(Vertx vertx, Router router) {
        GraphiQl graphiql = new GraphiQl(
                vertx.fileSystem().readFileBlocking(FILES + "/index.html").toString(StandardCharsets.UTF_8));
        StaticHandler files = StaticHandler.create(FILES + "/static");
        router.get("/graphiql").handler(graphiql::page);
        router.get("/graphiql/static/*").handler(GraphiQl::secure).handler(files);
    }

    private void page(RoutingContext context) {
        if (!context.normalizedPath().endsWith("/")) {
            // The page names its files relative to itself.
            context.redirect("/graphiql/");
            return;
        }
        secureHeaders(context)
                .putHeader("Content-Security-Policy", policy)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .end(page);
    }

    private static void secure(RoutingContext context) {
        secureHeaders(context);
        context.next();
    }

    private static HttpServerResponse secureHeaders(RoutingContext context) {
        return context.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer");
    }

    private static String sha256(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
