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
 * The page that a person sees who opens {@code howdah dev} in a browser: files of the class path, which talk to the interfaces that all
 * clients use. Under {@code /dev/} are the tokens of the people that one may switch to, and what an operator of this process reads.
 */
public final class DevPage {

    private static final String FILES = "web";

    /** Behind the handlers that find out who asks, and before Camel's routes. */
    private static final int ORDER = -650;

    /** A question is short. Bytes. */
    private static final long MAX_BODY = 4096;

    private static final int FORBIDDEN = 403;

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    private final DevIssuer issuer;
    private final ApplicationSources sources;
    private final Settings settings;

    /**
     * Makes it.
     *
     * @param issuer signs the tokens of those that one may switch to
     * @param sources whose files are shown
     * @param settings where the management port listens, and what the operators' role is
     */
    public DevPage(DevIssuer issuer, ApplicationSources sources, Settings settings) {
        this.issuer = issuer;
        this.sources = sources;
        this.settings = settings;
    }

    /** Return what a person opens. */
    public String url(int port) {
        return (settings.http().edge().tls().isPresent() ? "https://" : "http://") + LocalHost.inUrl(settings.http())
                + ":" + port + "/";
    }

    /** Adds it to the application port, before that is opened. */
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
        // Browsers ask for it on their own, for GraphiQL's page too.
        router.get("/favicon.ico").order(ORDER).handler(context -> context.redirect("/web/icon.svg"));
        router.post("/dev/token")
                .order(ORDER)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .handler(TokenEndpoint::admit)
                .handler(new TokenEndpoint(issuer, settings.auth().adminRole()));
        router.get("/dev/files").order(ORDER).handler(this::requireOperator).handler(new FilesEndpoint(sources));
        ManagementProxy passage = new ManagementProxy(vertx, settings.http(), managementPort);
        ManagementProxy.PATHS.forEach((path, method) -> router.route(method, "/dev" + path)
                .order(ORDER)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .handler(this::requireOperator)
                .handler(context -> passage.pass(context, method, path)));
    }

    /** The files change with the jar alone, but nobody shall see those of an older one. */
    private static void secure(RoutingContext context) {
        SecurityHeaders.putForPage(context.response(), POLICY).putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        context.next();
    }

    /** Who shows no token is the demo's user, who has no role: nothing here is for whoever happens to be on this machine. */
    private void requireOperator(RoutingContext context) {
        String role = settings.auth().adminRole();
        if (Sessions.of(context).principal().roles().contains(role)) {
            context.next();
        } else {
            Problem.send(context.response(), FORBIDDEN, "Operators have the role " + role + ".");
        }
    }
}
