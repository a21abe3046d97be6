package io.howdah;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.format.RecordFormats;
import io.howdah.model.ReadModels;
import io.howdah.security.Authentication;
import io.howdah.security.Authenticator;
import io.howdah.security.Revocations;
import io.howdah.security.Tickets;
import io.howdah.source.ApplicationSources;
import io.howdah.store.ModelCollections;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.main.Main;

/** The demo's direct routes alone: nothing is read from Kafka or MongoDB, and no port is opened. */
final class DirectRoutes implements AutoCloseable {

    private final Main main = new Main();
    private final ReadModels models = ReadModels.load(new ApplicationSources(List.of()).schemas());
    private final MongoClient mongo = MongoClients.create("mongodb://127.0.0.1:1/");

    private DirectRoutes() {}

    static DirectRoutes start(Map<String, String> settings) throws Exception {
        DirectRoutes routes = new DirectRoutes();
        SettingValues values = SettingValues.load(List.of("demo"), List.of(), Map.of());
        settings.forEach((key, value) -> values.override(key, value, "test"));
        routes.start(values);
        return routes;
    }

    private void start(SettingValues values) throws Exception {
        main.setDefaultPropertyPlaceholderLocation("false");
        values.asMap().forEach(main::addInitialProperty);
        main.addOverrideProperty("camel.server.enabled", "false");
        main.addOverrideProperty("camel.management.enabled", "false");
        main.configure()
                .withRoutesIncludePattern("classpath:routes/shared/errors.camel.yaml,"
                        + "classpath:routes/shared/as-is.camel.yaml,classpath:routes/templates/ingest.camel.yaml,"
                        + "classpath:routes/templates/notify.camel.yaml,classpath:routes/domains/rides.camel.yaml,"
                        + "classpath:routes/domains/deliveries.camel.yaml,classpath:routes/domains/drivers.camel.yaml");
        main.configure().withAutoStartup(false);
        Settings settings = Settings.of(values);
        ModelCollections collections =
                new ModelCollections(mongo.getDatabase(settings.mongo().database()));
        MongoDatabase system = mongo.getDatabase(settings.mongo().systemDatabase());
        Authenticator authenticator = new Authenticator(
                Authentication.NONE, new Revocations(system), new Tickets(system), (request, failure) -> {});
        Beans.of(settings, new ApplicationSources(List.of()), models, mongo, collections, authenticator)
                .forEach(main::bind);
        main.start();
        for (Route route : main.getCamelContext().getRoutes()) {
            if (route.getEndpoint().getEndpointUri().startsWith("direct:")) {
                main.getCamelContext().getRouteController().startRoute(route.getRouteId());
            }
        }
    }

    ReadModels models() {
        return models;
    }

    /** Decodes the body as an ingest route of that format does before it calls its transform. */
    void decode(String format, Exchange event) throws IOException {
        RecordFormats formats = main.getCamelContext().getRegistry().findSingleByType(RecordFormats.class);
        event.setProperty("HowdahFormat", formats.require(format, ""));
        formats.decode(event);
    }

    ProducerTemplate template() throws Exception {
        return main.getCamelTemplate();
    }

    @Override
    public void close() {
        main.stop();
        mongo.close();
    }
}
