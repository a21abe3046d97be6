package io.howdah.tools.golden;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.ingest.IngestRoutes;
import io.howdah.model.ReadModels;
import io.howdah.push.channel.NotificationSteps;
import io.howdah.push.channel.NotifyRoute;
import io.howdah.push.channel.NotifyRoutes;
import io.howdah.runtime.CamelMain;
import io.howdah.runtime.RouteWiring;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.DeclaredRoutes;
import io.howdah.runtime.source.JavaCode;
import io.howdah.runtime.source.RouteFile;
import io.howdah.runtime.source.RouteFiles;
import io.howdah.runtime.source.StartFailure;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/**
 * An application's routes in this process, with the runtime's own templates, formats, guard and failure policy. Tests send records
 * through them. It does not read from Kafka, call services or open ports; the guard uses a database. Runs one case at a time.
 */
public final class GoldenApplication implements AutoCloseable {

    /** Schemes of the {@code from} endpoints of started routes; nothing calls the other routes in a test. */
    private static final Set<String> INPUT_SCHEMES = Set.of("direct", "seda", "kafka", "mongodb");

    private static final Map<String, String> NO_REMOTE_ACCESS = Map.of(
            "camel.server.enabled", "false",
            "camel.management.enabled", "false",
            "camel.metrics.enabled", "false",
            "camel.main.jmx-enabled", "false");

    private final CamelMain main = new CamelMain();
    private final RouteWiring routes;
    private final RemoteEndpoints remoteEndpoints = new RemoteEndpoints();
    private final PayloadFailures payloadFailures = new PayloadFailures();
    private final MongoDatabase database;
    private final JavaCode code;
    private @Nullable RouteFiles files;
    private @Nullable Records records;

    private GoldenApplication(MongoDatabase database, JavaCode code, Function<CamelContext, RouteWiring> wiring) {
        this.routes = wiring.apply(main.context());
        this.database = database;
        this.code = code;
    }

    /**
     * Starts an application's routes.
     *
     * @param values its settings; those of Kafka, MongoDB and services are ignored
     * @param mongo a server for tests alone: the databases that the settings name are dropped
     * @param wiring creates the objects that routes need, for a context that is not started yet
     * @throws RuntimeException that {@link StartFailure} formats as one line, if a route or a schema is broken
     */
    public static GoldenApplication start(
            SettingValues values,
            ApplicationSources sources,
            ReadModels models,
            MongoClient mongo,
            Function<CamelContext, RouteWiring> wiring) {
        Settings settings = Settings.of(values);
        JavaCode code = JavaCode.of(sources);
        String javaRoutes = code.routeClasses(values.asMap().getOrDefault(DeclaredRoutes.JAVA_ROUTES, ""));
        List<RouteFile> routeFiles = sources.routeFiles().stream()
                .filter(file -> !ApplicationSources.isApi(file.name()))
                .toList();
        RouteFiles files = RouteFiles.read(routeFiles).requireReadable();
        mongo.getDatabase(settings.mongo().systemDatabase()).drop();
        MongoDatabase database = mongo.getDatabase(settings.mongo().database());
        database.drop();
        GoldenApplication application = new GoldenApplication(database, code, wiring);
        try {
            application.wire(values.forRoutes(), routeFiles);
            DeclaredRoutes.addJavaRoutes(application.main, javaRoutes);
            application.main.start();
            application.collect(models, files);
            return application;
        } catch (Exception e) {
            application.close();
            throw StartFailure.locate(e, files, values::withoutSecrets);
        }
    }

    /** Returns the ids of all steps; {@link #run} accepts answers for them. */
    Set<String> steps() {
        return records().steps();
    }

    /** Returns the source location of a step: {@code file:line:column}. */
    Optional<String> locationOf(String step) {
        return Objects.requireNonNull(files).locationOfText(step);
    }

    /**
     * Runs the records of a case through their routes, one after the other, starting with an empty read model.
     *
     * @param domain the name of the folder below {@code golden/}
     * @throws GoldenException if there is no such domain, or a record names a route that is not one of its model's
     */
    Outcome run(String domain, List<GoldenRecord> given, Answers answers) {
        return records().run(domain, given, answers);
    }

    /**
     * Runs a record through its domain's ingest and notify routes, like {@code howdah test}. Steps that call remote endpoints get no
     * answer.
     *
     * @param domain the name of the domain; its ingest route is {@code <domain>-ingest}
     * @param record the record
     * @return the stored document and the event's payload, or why the record was rejected
     * @throws GoldenException if there is no such domain
     */
    public Outcome transform(String domain, GoldenRecord record) {
        return run(domain, List.of(record), Answers.NONE);
    }

    @Override
    public void close() {
        main.stop();
        routes.close();
        code.close();
    }

    private Records records() {
        return Objects.requireNonNull(records);
    }

    private void wire(Map<String, String> values, List<RouteFile> files) {
        main.setDefaultPropertyPlaceholderLocation("false");
        values.forEach(main::addInitialProperty);
        NO_REMOTE_ACCESS.forEach(main::addOverrideProperty);
        main.configure()
                .withRoutesIncludePattern(
                        files.stream().map(RouteFile::location).collect(Collectors.joining(",")));
        routes.bindTo(main::bind);
        main.bind("vertx-websocket", new SilentSockets(remoteEndpoints));
        main.bind("notificationFrame", (AggregationStrategy) (original, transformed) -> {
            payloadFailures.check(transformed);
            return NotificationSteps.transformed(original, transformed);
        });
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport support) {
                CamelContext context = support.getCamelContext();
                DeclaredRoutes.ignoreEnvironment(context);
                code.addTo(context);
                context.getCamelContextExtension().registerEndpointCallback(remoteEndpoints);
                context.getCamelContextExtension().addInterceptStrategy(new StepMark());
                ((ModelCamelContext) context).setRouteFilter(GoldenApplication::isNeeded);
            }
        });
    }

    private static boolean isNeeded(RouteDefinition route) {
        return INPUT_SCHEMES.contains(route.getInput().getEndpointUri().replaceFirst(":.*", ""));
    }

    private void collect(ReadModels models, RouteFiles routeFiles) {
        files = routeFiles;
        CamelContext context = main.getCamelContext();
        Set<String> templated = new HashSet<>();
        new IngestRoutes(context).all().forEach(route -> templated.add(route.id()));
        new NotifyRoutes(context).all().stream().map(NotifyRoute::routeId).forEach(templated::add);
        remoteEndpoints.setTemplated(templated);
        records = new Records(
                new GoldenDomains(context, models, routeFiles),
                new Steps(context),
                remoteEndpoints,
                payloadFailures,
                database);
    }
}
