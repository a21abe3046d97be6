package io.howdah.http;

import io.howdah.text.Ascii;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Serves the GraphiQL page from the files that the build unpacks. It connects only to GraphQL endpoints of this host. */
final class GraphiQl {
    private static final String FILES = "io/vertx/ext/web/handler/graphiql";
    private static final String PLACEHOLDER = "__VERTX_GRAPHIQL_CONFIG__";

    /** Characters, besides letters and digits, that need no escaping in a page. */
    private static final String PLAIN = "_:,.@-";

    private static final String FILES_POLICY = "default-src 'self'; frame-ancestors 'none'";

    private final String template;
    private final UnaryOperator<String> examples;

    private GraphiQl(String template, UnaryOperator<String> examples) {
        this.template = template;
        this.examples = examples;
    }

    /** Returns the page's configuration. The page's parameter {@code ?frontend=mobile} selects the frontend. */
    private String config(HttpServerRequest request) {
        String frontend = plain(request.getParam("frontend", ""));
        String path = (frontend.isEmpty() ? "" : frontend + "/") + "graphql";
        return new JsonObject()
                .put("httpEnabled", true)
                .put("graphQLUri", "/" + path)
                .put("graphQLWSEnabled", true)
                // The script adds a leading slash.
                .put("graphQLWSUri", path)
                // Parameters of the page's own URL take precedence.
                .put("parameters", new JsonObject().put("query", examples.apply(frontend)))
                .encode()
                .replace("<", "\\u003c");
    }

    private static String plain(String parameter) {
        return parameter.chars().allMatch(each -> Ascii.isLetterOrDigit(each) || PLAIN.indexOf(each) >= 0)
                ? parameter
                : "";
    }

    /**
     * Returns the content security policy. It allows the page's one inline script by its digest, and inline styles because
     * the editor creates them.
     */
    private static String policy(String config) {
        return "default-src 'self'; script-src 'self' 'sha256-%s'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
                .formatted(ClassPathFiles.sha256(
                        ("window.VERTX_GRAPHIQL_CONFIG=" + config).getBytes(StandardCharsets.UTF_8)));
    }

    /** Adds the page; {@code examples} returns the initial operations by frontend name. */
    static void mount(Router router, UnaryOperator<String> examples) {
        GraphiQl graphiql = new GraphiQl(template(), examples);
        ClassPathFiles files = new ClassPathFiles(FILES + "/static", "/graphiql/static/");
        router.get("/graphiql").handler(graphiql::page);
        router.get("/graphiql/static/*").handler(GraphiQl::secure).handler(files);
    }

    private static String template() {
        String file = FILES + "/index.html";
        try {
            byte[] page = ClassPathFiles.read(file)
                    .orElseThrow(() -> new IllegalStateException("The class path has no " + file));
            return new String(page, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void page(RoutingContext context) {
        if (!context.normalizedPath().endsWith("/")) {
            // The page refers to its files by relative paths.
            String query = context.request().query();
            context.redirect("/graphiql/" + (query == null ? "" : "?" + query));
            return;
        }
        String config = config(context.request());
        SecurityHeaders.putForPage(context.response(), policy(config))
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .end(template.replace(PLACEHOLDER, config));
    }

    /** Sets the policy of a worker script, which applies to the worker itself. */
    private static void secure(RoutingContext context) {
        SecurityHeaders.putForPage(context.response(), FILES_POLICY);
        context.next();
    }
}
