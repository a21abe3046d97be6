package io.howdah.runtime;

import com.mongodb.client.MongoClient;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.graphql.schema.ExampleOperations;
import io.howdah.http.HttpServers;
import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.ingest.rebuild.Rebuilds;
import io.howdah.model.Frontend;
import io.howdah.model.ReadModels;
import io.howdah.observe.JvmMeters;
import io.howdah.observe.Tracing;
import io.howdah.runtime.check.Linter;
import io.howdah.runtime.reload.ReloadHealthCheck;
import io.howdah.runtime.reload.Reloader;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.DeclaredRoutes;
import io.howdah.runtime.source.JavaCode;
import io.howdah.runtime.source.StartFailure;
import io.howdah.timing.Pause;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server. */
public final class Application implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final Duration ELECTION_RETRY_INTERVAL = Duration.ofMillis(500);

    private final Settings settings;
    private final String filesWhenRead;
    private final JavaCode code;
    private final ReadModels models;
    private final List<String> frontends;
    private final ServerWiring server;
    private final Opened opened;

    private Application(
            Settings settings,
            String filesWhenRead,
            JavaCode code,
            ReadModels models,
            ServerWiring server,
            Opened opened) {
        this.settings = settings;
        this.filesWhenRead = filesWhenRead;
        this.code = code;
        this.models = models;
        this.frontends = models.frontends().stream().map(Frontend::path).toList();
        this.server = server;
        this.opened = opened;
    }

    /**
     * Starts the server. If the start fails, closes everything that it has opened. Retries while MongoDB has no primary, for at most the
     * connect timeout of MongoDB.
     *
     * @throws RuntimeException that {@link StartFailure} explains in one line per problem
     */
    public static Application start(
            SettingValues values, ApplicationSources sources, AuthenticationFactory authentication) {
        return start(values, sources, authentication, servers -> {});
    }

    /**
     * Starts the server.
     *
     * @param customizer called before the ports open
     * @see #start(SettingValues, ApplicationSources, AuthenticationFactory)
     */
    public static Application start(
            SettingValues values,
            ApplicationSources sources,
            AuthenticationFactory authentication,
            Consumer<HttpServers> customizer) {
        long electionTimeout = Settings.of(values).mongo().connectTimeout().toNanos();
        long startedAt = System.nanoTime();
        while (true) {
            try {
                return startOnce(values, sources, authentication, customizer);
            } catch (RuntimeException e) {
                if (!Database.isElection(e) || System.nanoTime() - startedAt > electionTimeout) {
                    throw e;
                }
                LOG.warn("MongoDB has no primary, Howdah retries the start");
                pause(ELECTION_RETRY_INTERVAL);
            }
        }
    }

    private static void pause(Duration time) {
        try {
            Pause.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Application startOnce(
            SettingValues values,
            ApplicationSources sources,
            AuthenticationFactory authentication,
            Consumer<HttpServers> customizer) {
        Opened opened = new Opened();
        try {
            return startOnce(values, sources, authentication, customizer, opened);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static Application startOnce(
            SettingValues values,
            ApplicationSources sources,
            AuthenticationFactory authentication,
            Consumer<HttpServers> customizer,
            Opened opened) {
        Settings settings = Settings.of(values);
        String state = Reloader.stateOf(sources);
        JavaCode code = opened.add(JavaCode.of(sources));
        Linter lint = Lint.beforeStart(sources, values).requireNoErrors();
        ReadModels models = lint.models();
        String javaRoutes = code.routeClasses(values.asMap().getOrDefault(DeclaredRoutes.JAVA_ROUTES, ""));
        Brokers.check(new KafkaClients(settings.kafka()));
        Tracing tracing = opened.add(Tracing.of(settings.trace()));
        MongoPresence presence = new MongoPresence();
        MongoClient mongo = opened.add(Database.connect(settings.mongo(), presence));
        opened.add(presence);
        Storage storage = opened.add(Storage.of(settings, mongo));
        EntryWiring entry = new EntryWiring(settings, storage, tracing, authentication, opened);
        try {
            entry.servers.showExamples(frontend -> ExampleOperations.of(models, frontend));
            customizer.accept(entry.servers);
            storage.start();
            entry.start();
            CamelMain main = new CamelMain();
            ServerWiring server = new ServerWiring(
                    settings,
                    sources,
                    models,
                    main.context(),
                    storage,
                    entry,
                    ExternalServices.of(settings, sources, tracing),
                    presence,
                    values::withoutSecrets,
                    opened);
            storage.prepare(models);
            configure(main, values.forRoutes(), sources, code, server, new DirectCalls(lint.routes(), models));
            DeclaredRoutes.addJavaRoutes(main, javaRoutes);
            opened.add(main::stop);
            opened.add(server.channels::drain);
            // Closed before the routes that rebuilds use.
            opened.add(server.rebuilds);
            // Closed first, so that load balancers send no more clients here.
            opened.add(server::leave);
            main.start();
            bindMetrics(server, tracing, opened);
            server.channels.warnAboutLimits();
            server.rebuilds.watch();
            presence.ping(mongo);
            return new Application(settings, state, code, models, server, opened);
        } catch (Exception e) {
            opened.close();
            if (!Database.isElection(e)) {
                // Lint reports the same error with its source location.
                Lint.of(sources, values).requireNoErrors();
            }
            throw StartFailure.locate(e, lint.routes(), values::withoutSecrets);
        }
    }

    private static void configure(
            CamelMain main,
            Map<String, String> values,
            ApplicationSources sources,
            JavaCode code,
            ServerWiring server,
            DirectCalls calls) {
        main.setDefaultPropertyPlaceholderLocation("false");
        values.forEach(main::addInitialProperty);
        main.configure().withRoutesIncludePattern(sources.routesIncludePattern());
        server.bindTo(main::bind);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport support) {
                DeclaredRoutes.ignoreEnvironment(server.context);
                code.addTo(server.context);
                calls.listenTo(server.context);
            }

            @Override
            public void afterConfigure(BaseMainSupport support) {
                Health.register(server.context, server.serving, server.routes);
            }
        });
    }

    /** Registers the metrics. Camel creates the registry at its start, if metrics are enabled. */
    private static void bindMetrics(ServerWiring server, Tracing tracing, Opened opened) {
        server.channels.startMetrics();
        MeterRegistry meters = server.context.getRegistry().findSingleByType(MeterRegistry.class);
        if (meters != null) {
            server.bindTo(meters);
            tracing.bindTo(meters);
            opened.add(new JvmMeters()).bindTo(meters);
        }
    }

    /** Watches the application's files from now on and applies their changes. */
    public void reloadChanges(SettingValues values, ApplicationSources sources) {
        CamelContext context = server.context;
        RouteWiring routes = server.routes;
        DryStart dry = new DryStart(values, sources, code, server);
        Reloader reloader = new Reloader(
                sources,
                filesWhenRead,
                new Reloader.Running(
                        context,
                        models,
                        routes.api.graphQl,
                        server.graphQlProtocol,
                        routes.api.rest,
                        server.channels,
                        server.push,
                        server.rebuilds,
                        routes.storage.shapes(),
                        routes.ingest.retries,
                        routes.hooks),
                Lint.references(sources, values, models),
                next -> {
                    dry.check(next);
                    Database.createIndexes(routes.storage.collections(), next);
                });
        opened.add(reloader);
        HealthCheckRegistry.get(context).register(new ReloadHealthCheck(reloader::pending));
        reloader.start(context.getRegistry().findSingleByType(MeterRegistry.class));
    }

    public CamelContext camelContext() {
        return server.context;
    }

    public Rebuilds rebuilds() {
        return server.rebuilds;
    }

    /** Returns the application port, the actual one if the setting is 0. */
    public int port() {
        return server.entry.servers.port();
    }

    /** Returns the management port, the actual one if the setting is 0. */
    public int managementPort() {
        return server.entry.servers.managementPort();
    }

    /** Prints the URLs of the application. */
    public void describe(PrintWriter out) {
        boolean tls = settings.http().edge().tls().isPresent();
        String base = (tls ? "https://" : "http://") + settings.http().host() + ":" + port();
        String sockets = base.replaceFirst("http", "ws");
        out.println("Howdah is up after " + uptimeSeconds() + " s");
        frontends.forEach(path -> out.println("  GraphQL        " + base + path));
        if (settings.http().graphiql()) {
            out.println("  GraphiQL       " + base + "/graphiql");
        }
        server.push.channels().forEach(channel -> out.println("  Notifications  " + sockets + channel));
        out.println("  REST           " + base + "/api, described by /openapi.json");
        out.println("  AsyncAPI       " + base + "/asyncapi.json");
        String management = settings.http().edge().managementTls() ? "https://" : "http://";
        out.println(
                "  Health         " + management + settings.http().host() + ":" + managementPort() + "/observe/health");
        out.println("  Kafka          " + settings.kafka().brokers());
        out.println("  MongoDB        "
                + String.join(",", settings.mongo().connection().getHosts()) + ", database "
                + settings.mongo().database());
        out.flush();
    }

    private static String uptimeSeconds() {
        return String.format(
                Locale.ROOT, "%.1f", ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
    }

    @Override
    public void close() {
        try {
            server.leave();
            pause(settings.shutdownDelay());
        } finally {
            opened.close();
        }
    }
}
