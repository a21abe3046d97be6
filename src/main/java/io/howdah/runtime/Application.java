package io.howdah.runtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.howdah.admin.AdminGuard;
import io.howdah.admin.ConnectionEndpoint;
import io.howdah.admin.CursorEndpoint;
import io.howdah.admin.RevocationEndpoint;
import io.howdah.admin.RouteCounts;
import io.howdah.change.ChangeHistory;
import io.howdah.change.ChangeStreamComponent;
import io.howdah.change.Cursors;
import io.howdah.config.AuthSettings.Bound;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.describe.AsyncApi;
import io.howdah.describe.OpenApi;
import io.howdah.graphql.execution.GraphQlEngine;
import io.howdah.graphql.http.GraphQlProtocolHandler;
import io.howdah.graphql.schema.ExampleOperations;
import io.howdah.graphql.schema.RouteCalls;
import io.howdah.http.EdgeSecurity;
import io.howdah.http.HttpServers;
import io.howdah.http.Identification;
import io.howdah.ingest.BatchIngest;
import io.howdah.ingest.ErrorClassification;
import io.howdah.ingest.IngestRetries;
import io.howdah.ingest.IngestRoutes;
import io.howdah.ingest.ModelStates;
import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.ingest.kafka.PartitionLags;
import io.howdah.ingest.kafka.Topics;
import io.howdah.ingest.rebuild.Rebuilds;
import io.howdah.model.Frontend;
import io.howdah.model.ReadModels;
import io.howdah.observe.JvmMeters;
import io.howdah.observe.ServingHealthCheck;
import io.howdah.observe.Tracing;
import io.howdah.push.camel.PushComponent;
import io.howdah.push.channel.Channels;
import io.howdah.query.OperationRunner;
import io.howdah.rest.ChangesHandler;
import io.howdah.rest.RestApi;
import io.howdah.rest.RestHttp;
import io.howdah.runtime.check.Linter;
import io.howdah.runtime.reload.ReloadHealthCheck;
import io.howdah.runtime.reload.Reloader;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.DeclaredRoutes;
import io.howdah.runtime.source.Hooks;
import io.howdah.runtime.source.JavaCode;
import io.howdah.runtime.source.RouteFiles;
import io.howdah.runtime.source.StartException;
import io.howdah.runtime.source.StartFailure;
import io.howdah.security.Audit;
import io.howdah.security.Authenticator;
import io.howdah.security.CursorKeys;
import io.howdah.security.LiveSessions;
import io.howdah.security.Logouts;
import io.howdah.security.Revocations;
import io.howdah.security.Tickets;
import io.howdah.store.ModelCollections;
import io.howdah.store.ModelShapes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running process: read models, Camel context, database connection and ports, wired in one place. */
public final class Application implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final long ELECTION_LOOK_MS = 500;

    /** The beans that tell Prometheus something. */
    private static final List<Class<? extends MeterBinder>> MEASURED = List.of(
            GraphQlProtocolHandler.class,
            GraphQlEngine.class,
            RestHttp.class,
            OperationRunner.class,
            PartitionLags.class);

    private final Main main;
    private final JavaCode code;
    private final MongoClient mongo;
    private final MongoPresence presence;
    private final Audit audit;
    private final Tracing tracing;
    private final JvmMeters jvm = new JvmMeters();
    private final HttpServers servers;
    private final PushComponent push;
    private final Settings settings;
    private final Authenticator authenticator;
    private final LiveSessions sessions;
    private final Revocations revocations;
    private final Tickets tickets;
    private final Logouts logouts;
    private final CursorKeys cursorKeys;
    private final Identification identification;
    private final ModelCollections collections;
    private Map<String, Object> beans = Map.of();
    private List<String> frontends = List.of();
    private @Nullable ReadModels models;
    private String filesWhenRead = "";
    private @Nullable Reloader reloader;
    private @Nullable Rebuilds rebuilds;
    private @Nullable Channels feeds;
    private @Nullable ServingHealthCheck serving;
    private boolean up;

    private Application(
            Main main,
            MongoClient mongo,
            MongoPresence presence,
            Tracing tracing,
            Settings settings,
            AuthenticationFactory authentication,
            JavaCode code) {
        this.main = main;
        this.tracing = tracing;
        this.code = code;
        this.mongo = mongo;
        this.presence = presence;
        this.settings = settings;
        this.audit = new Audit(settings.auditAuthentications());
        this.collections = new ModelCollections(mongo, settings.mongo().database());
        MongoDatabase system = mongo.getDatabase(settings.mongo().systemDatabase());
        this.revocations = new Revocations(system, settings.auth().clockSkew());
        this.tickets = new Tickets(system);
        this.cursorKeys = new CursorKeys(system, settings.cursors().secret());
        this.servers = new HttpServers(settings.http(), audit, tracing);
        this.identification = servers.identification();
        this.authenticator =
                new Authenticator(authentication.of(settings.auth()), revocations, tickets, identification);
        this.logouts = new Logouts(
                system,
                revocations,
                tickets,
                settings.auth().clockSkew(),
                settings.auth().logoutTtl(),
                audit);
        this.sessions = new LiveSessions(
                revocations,
                authenticator::again,
                settings.auth().live().period(),
                settings.auth().live().perSecond());
        if (settings.auth().accessTokens().bound() == Bound.CERTIFICATE) {
            servers.askForCertificates();
        }
        servers.secure(new EdgeSecurity(authenticator, identification, tickets, logouts)::mount);
        this.push = new PushComponent(servers);
    }

    /**
     * Starts everything, or nothing. While MongoDB is without a primary it is tried again, for as long as it may take to connect.
     *
     * @throws RuntimeException that {@link StartFailure} puts into one line
     */
    public static Application start(
            SettingValues values, ApplicationSources sources, AuthenticationFactory authentication) {
        return start(values, sources, authentication, servers -> {});
    }

    /** The same, with something beside on its ports; {@code beside} is called before they are opened. */
    public static Application start(
            SettingValues values,
            ApplicationSources sources,
            AuthenticationFactory authentication,
            Consumer<HttpServers> beside) {
        long patience = Settings.of(values).mongo().connectTimeout().toNanos();
        long began = System.nanoTime();
        while (true) {
            try {
                return startOnce(values, sources, authentication, beside);
            } catch (RuntimeException e) {
                if (!Database.isElection(e) || System.nanoTime() - began > patience) {
                    throw e;
                }
                LOG.warn("MongoDB has no primary at the moment, the start is tried again");
                pause(ELECTION_LOOK_MS);
            }
        }
    }

    private static void pause(long milliseconds) {
        try {
            var unused = new CountDownLatch(1).await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Application startOnce(
            SettingValues values,
            ApplicationSources sources,
            AuthenticationFactory authentication,
            Consumer<HttpServers> beside) {
        Settings settings = Settings.of(values);
        String state = Reloader.stateOf(sources);
        JavaCode code = JavaCode.of(sources);
        Linter lint = Lint.beforeStart(sources, values).requireNoErrors();
        ReadModels models = lint.models();
        RouteFiles routes = lint.routes();
        String javaRoutes = code.routeClasses(values.asMap().getOrDefault(DeclaredRoutes.JAVA_ROUTES, ""));
        Brokers.check(new KafkaClients(settings.kafka()));
        MongoPresence presence = new MongoPresence();
        Tracing tracing = Tracing.of(settings.trace());
        MongoClient mongo = connect(settings, presence, tracing);
        Main main = new Main();
        Application application = new Application(main, mongo, presence, tracing, settings, authentication, code);
        try {
            application.models = models;
            application.filesWhenRead = state;
            application.servers.showExamples(frontend -> ExampleOperations.of(models, frontend));
            beside.accept(application.servers);
            application.wire(values.forRoutes(), sources, models);
            DeclaredRoutes.announce(main, javaRoutes);
            application.frontends =
                    models.frontends().stream().map(Frontend::path).toList();
            application.inspect(routes, models, sources.fingerprint(), values::withoutSecrets);
            main.start();
            application.measure();
            Objects.requireNonNull(application.feeds).describeLimits();
            application.rebuilds().watch();
            presence.ping(mongo);
            application.up = true;
            return application;
        } catch (Exception e) {
            application.close();
            if (!Database.isElection(e)) {
                // What the start itself should find is told with its very place.
                Lint.of(sources, values).requireNoErrors();
            }
            throw StartFailure.place(e, routes, values::withoutSecrets);
        }
    }

    private static MongoClient connect(Settings settings, MongoPresence presence, Tracing tracing) {
        try {
            return Database.connect(settings.mongo(), presence);
        } catch (RuntimeException e) {
            tracing.close();
            throw e;
        }
    }

    /** Camel makes the meter registry when it starts. */
    private void measure() {
        Objects.requireNonNull(feeds).measure();
        MeterRegistry meters = camelContext().getRegistry().findSingleByType(MeterRegistry.class);
        if (meters != null) {
            servers.bindTo(meters);
            audit.bindTo(meters);
            sessions.bindTo(meters);
            tracing.bindTo(meters);
            jvm.bindTo(meters);
            MEASURED.forEach(
                    type -> camelContext().getRegistry().findByType(type).forEach(bean -> bean.bindTo(meters)));
            BatchIngest ingest = only(BatchIngest.class);
            new IngestRoutes(camelContext()).all().forEach(route -> ingest.measure(meters, route));
            camelContext()
                    .getRegistry()
                    .findByType(ChangeStreamComponent.class)
                    .forEach(component -> component.streams().bindTo(meters));
        }
    }

    /** Puts changes of the application's files in the place of what runs, from now on. */
    public void reloadChanges(SettingValues values, ApplicationSources sources) {
        CamelContext context = camelContext();
        DryStart dry = new DryStart(values, sources, mongo, collections, authenticator, servers, code, context);
        ReadModels running = Objects.requireNonNull(models);
        Reloader made = new Reloader(
                sources,
                filesWhenRead,
                new Reloader.Running(
                        context,
                        running,
                        only(GraphQlEngine.class),
                        only(GraphQlProtocolHandler.class),
                        only(RestApi.class),
                        Objects.requireNonNull(feeds),
                        push,
                        rebuilds(),
                        only(ModelShapes.class),
                        only(IngestRetries.class),
                        only(Hooks.class)),
                next -> {
                    dry.check(next);
                    Database.createIndexes(collections, next);
                });
        reloader = made;
        HealthCheckRegistry.get(context).register(new ReloadHealthCheck(made::pending));
        made.start(context.getRegistry().findSingleByType(MeterRegistry.class));
    }

    private <T> T only(Class<T> type) {
        return Objects.requireNonNull(camelContext().getRegistry().findSingleByType(type));
    }

    public CamelContext camelContext() {
        return main.getCamelContext();
    }

    public Rebuilds rebuilds() {
        return Objects.requireNonNull(rebuilds);
    }

    /** The application port, the real one where the setting says 0. */
    public int port() {
        return servers.port();
    }

    /** The management port, the real one where the setting says 0. */
    public int managementPort() {
        return servers.managementPort();
    }

    /** Tells a person what to open. */
    public void describe(PrintWriter out) {
        boolean tls = settings.http().edge().tls().isPresent();
        String base = (tls ? "https://" : "http://") + settings.http().host() + ":" + port();
        String sockets = base.replaceFirst("http", "ws");
        out.println("Howdah is up after " + uptimeSeconds() + " s");
        frontends.forEach(path -> out.println("  GraphQL        " + base + path));
        if (settings.http().graphiql()) {
            out.println("  GraphiQL       " + base + "/graphiql");
        }
        push.channels().forEach(channel -> out.println("  Notifications  " + sockets + channel));
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
        try (code;
                jvm;
                tracing;
                mongo;
                presence;
                servers;
                collections;
                cursorKeys;
                revocations) {
            if (serving != null) {
                // First, so that nobody else is sent here.
                serving.end();
                servers.leave();
            }
            if (up) {
                pause(settings.shutdownDelay().toMillis());
            }
            if (reloader != null) {
                reloader.close();
            }
            if (rebuilds != null) {
                // Before the routes that they use.
                rebuilds.close();
            }
            if (feeds != null) {
                feeds.drain();
            }
            main.stop();
            if (feeds != null) {
                feeds.close();
            }
            beans.values().forEach(Application::closeOwn);
        }
    }

    /** Camel stops its own services, and leaves connections open that others gave it. */
    private static void closeOwn(Object bean) {
        if (bean instanceof AutoCloseable connection && !(bean instanceof Service)) {
            try {
                connection.close();
            } catch (Exception e) {
                LOG.debug("Bean could not be closed", e);
            }
        }
    }

    private void wire(Map<String, String> values, ApplicationSources sources, ReadModels models) {
        collections.start();
        revocations.start();
        tickets.start();
        logouts.start();
        cursorKeys.start();
        ExternalServices surroundings = ExternalServices.of(settings, sources, tracing);
        beans = Beans.of(settings, sources, models, mongo, collections, authenticator, cursorKeys, surroundings);
        requireShapes((ModelShapes) Objects.requireNonNull(beans.get("modelShapes")), models);
        Database.createIndexes(collections, models);
        main.setDefaultPropertyPlaceholderLocation("false");
        values.forEach(main::addInitialProperty);
        main.configure().withRoutesIncludePattern(sources.routesIncludePattern());
        main.bind("httpServers", servers);
        main.bind("vertx-websocket", push);
        beans.forEach(main::bind);
    }

    /** What is stored is to be what the SDL says, before anything is served or added. */
    private static void requireShapes(ModelShapes shapes, ReadModels models) {
        List<String> refusals = shapes.refusals(models);
        if (!refusals.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), refusals));
        }
        shapes.keep(models);
    }

    private Rebuilds rebuilds(CamelContext context, ReadModels models, String fingerprint) {
        return new Rebuilds(
                models,
                collections,
                new IngestRoutes(context),
                Objects.requireNonNull(context.getRegistry().findSingleByType(ModelShapes.class)),
                Objects.requireNonNull(context.getRegistry().findSingleByType(ModelStates.class)),
                Objects.requireNonNull(context.getRegistry().findSingleByType(Topics.class)),
                mongo.getDatabase(settings.mongo().systemDatabase()),
                new KafkaClients(settings.kafka())::properties,
                settings.ingest(),
                fingerprint);
    }

    private Channels feeds(CamelContext context, ReadModels models) {
        ErrorClassification faults = new ErrorClassification();
        return new Channels(
                context,
                models,
                collections,
                mongo,
                new ChangeHistory(mongo.getDatabase(settings.mongo().database()), collections),
                new Cursors(cursorKeys),
                Objects.requireNonNull(context.getRegistry().findSingleByType(ObjectMapper.class)),
                faults::isOwnFault,
                settings.push(),
                sessions);
    }

    private AdminGuard adminGuard() {
        return new AdminGuard(authenticator, settings.auth().adminRole(), identification, servers.addresses(), audit);
    }

    /** Looks through the routes before they run. */
    private void inspect(RouteFiles routes, ReadModels models, String fingerprint, UnaryOperator<String> safe) {
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport support) {
                CamelContext context = support.getCamelContext();
                DeclaredRoutes.ignoreEnvironment(context);
                code.addTo(context);
                Rebuilds running = rebuilds(context, models, fingerprint);
                rebuilds = running;
                Channels made = feeds(context, models);
                feeds = made;
                push.serve(made);
                context.getRegistry().findByType(GraphQlProtocolHandler.class).forEach(door -> {
                    door.serve(context, made);
                    push.serve("/graphql", door);
                    push.serve("/{frontend}/graphql", door);
                });
                context.getRegistry().findByType(ChangesHandler.class).forEach(door -> {
                    door.serve(made);
                    push.serve("/api/{collection}/changes", door);
                });
                context.getRegistry().findByType(RouteCalls.class).forEach(calls -> calls.serve(context));
                context.getRegistry().bind("notificationFeeds", made);
                context.getRegistry().bind("asyncApi", new AsyncApi(models, made::routes));
                context.getRegistry().bind("openApi", new OpenApi(models));
                servers.onManagement(Operations.of(
                        context,
                        settings,
                        mongo,
                        running,
                        adminGuard(),
                        new RevocationEndpoint(revocations, audit),
                        new CursorEndpoint(cursorKeys),
                        new ConnectionEndpoint(made.connections(), audit),
                        new RouteCounts(context, safe))::mount);
                new DirectCalls(routes, models).listenTo(context);
            }

            @Override
            public void afterConfigure(BaseMainSupport support) {
                serving = Health.register(support.getCamelContext(), presence);
            }
        });
    }
}
