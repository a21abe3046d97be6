package io.howdah.dev.web;

import io.howdah.config.Settings;
import io.howdah.dev.DevIssuer;
import io.howdah.http.ClassPathFiles;
import io.howdah.http.HttpServers;
import io.howdah.http.Problem;
import io.howdah.http.SecurityHeaders;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.security.Sessions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.IntSupplier;

/**
 * The page of {@code howdah dev}: static files from the class path, which use the public interfaces. Endpoints under {@code /dev/} issue
 * tokens for the users of the page, and serve the operator's views: files, metrics, health, routes and dead letters.
 */
public final class DevPage {

    private static final String FILES = "web";

    /** After the authentication handlers, before Camel's routes. */
    private static final int ORDER = -650;

    /** Max size of a request body, in bytes. */
    private static final long MAX_BODY = 4096;

    private static final int FORBIDDEN = 403;

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    private final DevIssuer issuer;
    private final ApplicationSources sources;
    private final Settings settings;

    /**
     * Creates the page.
     *
     * @param issuer signs the tokens of the page's users
     * @param sources the application's files, which the page shows
     * @param settings address of the management port, and the admin role
     */
    public DevPage(DevIssuer issuer, ApplicationSources sources, Settings settings) {
        this.issuer = issuer;
        this.sources = sources;
        this.settings = settings;
    }

    /** Returns the URL of the page. */
    public String url(int port) {
        return (settings.http().edge().tls().isPresent() ? "https://" : "http://") + LocalHost.inUrl(settings.http())
                + ":" + port + "/";
    }

    /** Adds the page to the application port. Call it before the port opens. */
    public void serve(HttpServers servers) {
        servers.onApplication((vertx, router) -> mount(vertx, router, servers::managementPort));
    }

    private void mount(Vertx vertx, Router router, IntSupplier managementPort) {
        ClassPathFiles files = new ClassPathFiles(FILES, "/web/");
        for (String path : new String[] {"/", "/web/*"}) {
            router.route(path)
                    .order(ORDER)
                    .method(HttpMethod.GET)
                    .method(HttpMethod.HEAD)
                    .handler(DevPage::secure)
                    .handler(files);
        }
        // Browsers request it for every page, including GraphiQL.
        router.get("/favicon.ico").order(ORDER).handler(context -> context.redirect("/web/icon.svg"));
        router.post("/dev/token")
                .order(ORDER)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .handler(TokenEndpoint::admit)
                .handler(new TokenEndpoint(issuer, settings.auth().adminRole()));
        router.get("/dev/files").order(ORDER).handler(this::requireOperator).handler(new FilesEndpoint(sources));
        ManagementProxy proxy = new ManagementProxy(vertx, settings.http(), managementPort);
        ManagementProxy.PATHS.forEach((path, method) -> router.route(method, "/dev" + path)
                .order(ORDER)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .handler(this::requireOperator)
                .handler(context -> proxy.forward(context, method, path)));
    }

    /** Sets security headers and disables caching, so that browsers never show files of an older version. */
    private static void secure(RoutingContext context) {
        SecurityHeaders.putForPage(context.response(), POLICY).putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        context.next();
    }

    /** Rejects callers without the admin role, including requests without a token: the demo user has no role. */
    private void requireOperator(RoutingContext context) {
        String role = settings.auth().adminRole();
        if (Sessions.of(context).principal().roles().contains(role)) {
            context.next();
        } else {
            Problem.send(context.response(), FORBIDDEN, "Operators have the role " + role + ".");
        }
    }
}
