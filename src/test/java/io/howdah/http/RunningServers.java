package io.howdah.http;

import io.howdah.config.EdgeSettings;
import io.howdah.config.HttpSettings;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.observe.Tracing;
import io.howdah.runtime.CamelMain;
import io.howdah.security.Audit;
import io.howdah.testing.Http;
import io.howdah.testing.QuerySubject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;

/** A camel-main application on free ports of 127.0.0.1, as the launcher starts it. */
public final class RunningServers implements AutoCloseable {
    /** The defaults, but for how many requests there may be. */
    public static final EdgeSettings EDGE = edge(Map.of());

    public static final HttpSettings FREE_PORTS =
            new HttpSettings("127.0.0.1", 0, 0, 2, true, 64 * 1024, 1024 * 1024, EDGE);

    private static final HttpClient CLIENT = Http.client();

    private final CamelMain main = new CamelMain();
    private final HttpServers servers;

    /** The defaults with these settings, by their environment variables. */
    static EdgeSettings edge(Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(variables);
        environment.putIfAbsent("HOWDAH_HTTP_REQUESTS_PER_SECOND", "1000000");
        return Settings.of(SettingValues.load(List.of(), List.of(), environment))
                .http()
                .edge();
    }

    private RunningServers(HttpSettings settings, Tracing tracing) {
        this.servers = new HttpServers(settings, new Audit(), tracing);
        servers.secure(QuerySubject.edge());
    }

    /** Starts with these routes; {@code setup} may bind what they need, and stands before the start. */
    public static RunningServers start(
            HttpSettings settings, BiConsumer<CamelMain, HttpServers> setup, RouteBuilder... routes) throws Exception {
        return start(settings, Tracing.OFF, setup, routes);
    }

    /** Starts in the same way, with requests recorded. */
    static RunningServers start(
            HttpSettings settings, Tracing tracing, BiConsumer<CamelMain, HttpServers> setup, RouteBuilder... routes)
            throws Exception {
        RunningServers running = new RunningServers(settings, tracing);
        try {
            running.start(setup, routes);
            return running;
        } catch (Exception e) {
            running.close();
            throw e;
        }
    }

    private void start(BiConsumer<CamelMain, HttpServers> setup, RouteBuilder... routes) throws Exception {
        main.bind("httpServers", servers);
        main.bind("onEventLoop", servers.onEventLoop());
        setup.accept(main, servers);
        main.addOverrideProperty("camel.main.auto-configuration-environment-variables-enabled", "false");
        main.addOverrideProperty("camel.main.shutdown-timeout", "5");
        main.addOverrideProperty("camel.server.enabled", "true");
        main.addOverrideProperty("camel.management.enabled", "true");
        main.addOverrideProperty("camel.management.health-check-enabled", "true");
        main.addOverrideProperty("camel.management.metrics-enabled", "true");
        main.addOverrideProperty("camel.metrics.enabled", "true");
        for (RouteBuilder route : routes) {
            main.configure().addRoutesBuilder(route);
        }
        main.start();
    }

    public HttpServers servers() {
        return servers;
    }

    public CamelContext camel() {
        return main.getCamelContext();
    }

    public HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + servers.port() + pathAndQuery));
    }

    public HttpRequest.Builder management(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + servers.managementPort() + path));
    }

    public static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws Exception {
        main.stop();
        servers.close();
    }
}
