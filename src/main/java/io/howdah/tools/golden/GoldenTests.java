package io.howdah.tools.golden;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.model.ReadModels;
import io.howdah.query.ProcessorTimes;
import io.howdah.runtime.ExternalServices;
import io.howdah.runtime.Lint;
import io.howdah.runtime.RouteWiring;
import io.howdah.runtime.Storage;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.StartException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.MDC;

/** Runs golden tests on their own database. Each run starts the application again, because its files may have changed. */
public final class GoldenTests implements AutoCloseable {

    /** MDC key that suppresses log events of a test; the case's result has their content. */
    private static final String QUIET = "howdah.quiet";

    private final List<Path> folders;
    private final CompletableFuture<Server> started;

    /** The database server and its client. */
    private record Server(GoldenDatabase database, MongoClient client) {}

    /** Starts the database in the background. */
    public GoldenTests(List<Path> folders, Callable<GoldenDatabase> database) {
        this.folders = folders;
        this.started = CompletableFuture.supplyAsync(() -> start(database));
    }

    private static Server start(Callable<GoldenDatabase> database) {
        try {
            GoldenDatabase server = database.call();
            return new Server(server, MongoClients.create(server.uri()));
        } catch (Exception e) {
            throw new StartException(
                    "golden tests: the database did not start (" + e + "); it needs a free port on this machine", e);
        }
    }

    /**
     * Starts the application, calls a function with it and returns the function's result, such as the results of a {@link GoldenRun}.
     *
     * @throws RuntimeException that {@link io.howdah.runtime.source.StartFailure} formats as one line, if the application is broken
     */
    public <T> T with(Function<GoldenApplication, T> use) {
        try (MDC.MDCCloseable quiet = MDC.putCloseable(QUIET, "true");
                GoldenApplication application = start()) {
            return use.apply(application);
        }
    }

    private GoldenApplication start() {
        ApplicationSources sources = new ApplicationSources(folders);
        SettingValues values =
                SettingValues.load(sources.isDemo() ? List.of("demo") : List.of(), folders, System.getenv());
        ReadModels models = Lint.beforeStart(sources, values).requireNoErrors().models();
        Settings.resetKafka(values);
        Settings.resetMongo(values);
        Server server = started.join();
        values.override(Settings.MONGO_URI, server.database().uri(), "howdah test");
        Settings settings = Settings.of(values);
        MongoClient mongo = server.client();
        return GoldenApplication.start(
                values,
                sources,
                models,
                mongo,
                context -> new RouteWiring(
                        settings,
                        sources,
                        models,
                        context,
                        Storage.golden(settings, mongo),
                        ExternalServices.golden(settings, sources),
                        List.of(),
                        new ProcessorTimes(100)));
    }

    @Override
    public void close() {
        Server server = started.join();
        try (GoldenDatabase unused = server.database();
                MongoClient client = server.client()) {
            // Closes the client, then the server.
        }
    }
}
