package io.howdah.tools.golden;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.model.ReadModels;
import io.howdah.runtime.Beans;
import io.howdah.runtime.ExternalServices;
import io.howdah.runtime.Lint;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.StartException;
import io.howdah.security.Authentication;
import io.howdah.security.Authenticator;
import io.howdah.security.CursorKeys;
import io.howdah.security.Revocations;
import io.howdah.security.Tickets;
import io.howdah.store.ModelCollections;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.MDC;

/** Runs golden tests on a database of their own; the application is started anew for each run, as its files may have changed. */
public final class GoldenTests implements AutoCloseable {

    /** Lines with it are not logged: what they say is told as the outcome of a case. */
    private static final String QUIET = "howdah.quiet";

    private final List<Path> folders;
    private final CompletableFuture<Server> started;

    /** The database's server and the way to it. */
    private record Server(GoldenDatabase database, MongoClient client) {}

    /** Begins to start the database, while the caller may go on. */
    public GoldenTests(List<Path> folders, Callable<GoldenDatabase> database) {
        this.folders = folders;
        this.started = CompletableFuture.supplyAsync(() -> start(database));
    }

    private static Server start(Callable<GoldenDatabase> database) {
        try {
            GoldenDatabase server = database.call();
            return new Server(server, MongoClients.create(server.uri()));
        } catch (Exception e) {
            throw new StartException("golden tests need a port of this machine for their database (" + e + ")", e);
        }
    }

    /**
     * Starts the application and returns what somebody makes of it, such as the results of a {@link io.howdah.tools.golden.GoldenRun}.
     *
     * @throws RuntimeException that {@link io.howdah.runtime.source.StartFailure} puts into one line, if the application is broken
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
        Settings.forgetKafka(values);
        Settings.forgetMongo(values);
        Server server = started.join();
        values.override(Settings.MONGO_URI, server.database().uri(), "howdah test");
        Map<String, Object> beans = beans(Settings.of(values), sources, models, server.client());
        return GoldenApplication.start(values, sources, models, server.client(), beans);
    }

    private static Map<String, Object> beans(
            Settings settings, ApplicationSources sources, ReadModels models, MongoClient mongo) {
        ModelCollections collections =
                new ModelCollections(mongo, settings.mongo().database());
        MongoDatabase system = mongo.getDatabase(settings.mongo().systemDatabase());
        Authenticator nobody = new Authenticator(
                Authentication.NONE,
                new Revocations(system, settings.auth().clockSkew()),
                new Tickets(system),
                (request, failure) -> {});
        // Nothing that is told to others.
        CursorKeys keys = new CursorKeys(system, Optional.empty());
        ExternalServices golden = ExternalServices.golden(settings, sources);
        return Beans.of(settings, sources, models, mongo, collections, nobody, keys, golden);
    }

    @Override
    public void close() {
        Server server = started.join();
        try (GoldenDatabase unused = server.database();
                MongoClient client = server.client()) {
            // In this order.
        }
    }
}
