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
 * An application's routes in this process, with the runtime's own templates, formats, guard and failure policy, for records that a
 * test gives them. Nothing is read from Kafka, nothing is asked of a service, and no port is opened; the guard has a database. One
 * case at a time.
 */
public final class GoldenApplication implements AutoCloseable {

    /** What routes may begin with; where a route begins at anything else, nothing calls it here. */
    private static final Set<String> BEGINNINGS = Set.of("direct", "seda", "kafka", "mongodb");

    private static final Map<String, String> NOTHING_OUTSIDE = Map.of(
            "camel.server.enabled", "false",
            "camel.management.enabled", "false",
            "camel.metrics.enabled", "false",
            "camel.main.jmx-enabled", "false");

    private final CamelMain main = new CamelMain();
    private final RouteWiring routes;
    private final RemoteEndpoints outside = new RemoteEndpoints();
    private final FrameFailures frameFailures = new FrameFailures();
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
     * @param values its settings; what they say of Kafka, MongoDB and services is not asked
     * @param mongo a server that holds nothing of worth: the databases that the settings name are dropped
     * @param wiring creates what routes need in a context that is not started yet
     * @throws RuntimeException that {@link StartFailure} puts into one line, if a route or a schema is broken
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
            DeclaredRoutes.announce(application.main, javaRoutes);
            application.main.start();
            application.look(models, files);
            return application;
        } catch (Exception e) {
            application.close();
            throw StartFailure.place(e, files, values::withoutSecrets);
        }
    }

    /** Return the ids of all steps, which {@link #run} may have answers for. */
    Set<String> steps() {
        return records().steps();
    }

    /** Return where a step is written: {@code file:line:column}. */
    Optional<String> placeOf(String step) {
        return Objects.requireNonNull(files).placeOfText(step);
    }

    /**
     * Takes the records of a case through their routes, one after the other, beginning with an empty read model.
     *
     * @param domain the name of the folder below {@code golden/}
     * @throws GoldenException if there is no such domain, or a record names a route that is none of its model's
     */
    Outcome run(String domain, List<GoldenRecord> given, Answers answers) {
        return records().run(domain, given, answers);
    }

    /**
     * Takes a record through its domain's ingest and notify routes, as {@code howdah test} does, without an answer to any step that
     * goes outside.
     *
     * @param domain the name of the domain, whose ingest route is {@code <domain>-ingest}
     * @param record the record
     * @return the stored document and the frame, or why the record is refused
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
        NOTHING_OUTSIDE.forEach(main::addOverrideProperty);
        main.configure()
                .withRoutesIncludePattern(
                        files.stream().map(RouteFile::location).collect(Collectors.joining(",")));
        routes.bindTo(main::bind);
        main.bind("vertx-websocket", new SilentSockets(outside));
        main.bind("notificationFrame", (AggregationStrategy) (former, frame) -> {
            frameFailures.look(frame);
            return NotificationSteps.transformed(former, frame);
        });
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport support) {
                CamelContext context = support.getCamelContext();
                DeclaredRoutes.ignoreEnvironment(context);
                code.addTo(context);
                context.getCamelContextExtension().registerEndpointCallback(outside);
                context.getCamelContextExtension().addInterceptStrategy(new StepMark());
                ((ModelCamelContext) context).setRouteFilter(GoldenApplication::isNeeded);
            }
        });
    }

    private static boolean isNeeded(RouteDefinition route) {
        return BEGINNINGS.contains(route.getInput().getEndpointUri().replaceFirst(":.*", ""));
    }

    private void look(ReadModels models, RouteFiles routeFiles) {
        files = routeFiles;
        CamelContext context = main.getCamelContext();
        Set<String> templated = new HashSet<>();
        new IngestRoutes(context).all().forEach(route -> templated.add(route.id()));
        new NotifyRoutes(context).all().stream().map(NotifyRoute::routeId).forEach(templated::add);
        outside.templated(templated);
        records = new Records(
                new GoldenDomains(context, models, routeFiles), new Steps(context), outside, frameFailures, database);
    }
}
