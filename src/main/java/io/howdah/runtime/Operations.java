package io.howdah.runtime;

import com.mongodb.client.MongoClient;
import io.howdah.admin.AdminApi;
import io.howdah.admin.AdminEndpoint;
import io.howdah.admin.ConnectionEndpoint;
import io.howdah.admin.CursorEndpoint;
import io.howdah.admin.ModelEndpoint;
import io.howdah.admin.RebuildEndpoint;
import io.howdah.admin.RevocationEndpoint;
import io.howdah.admin.RouteCounts;
import io.howdah.admin.RoutesEndpoint;
import io.howdah.admin.deadletters.DeadLetterEndpoint;
import io.howdah.config.Settings;
import io.howdah.ingest.IngestRoutes;
import io.howdah.ingest.kafka.KafkaClients;
import io.howdah.ingest.rebuild.Rebuilds;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;

/** What operators reach under {@code /admin/} on the management port. */
public final class Operations {

    private Operations() {}

    static AdminApi of(
            CamelContext context,
            Settings settings,
            MongoClient mongo,
            Rebuilds rebuilds,
            Handler<RoutingContext> guard,
            RevocationEndpoint revocations,
            CursorEndpoint cursors,
            ConnectionEndpoint connections,
            RouteCounts counts) {
        IngestRoutes routes = new IngestRoutes(context);
        List<AdminEndpoint> endpoints = new ArrayList<>();
        endpoints.add(new DeadLetterEndpoint(
                routes,
                mongo.getDatabase(settings.mongo().systemDatabase()),
                new KafkaClients(settings.kafka())::properties,
                rebuilds::obstacle));
        endpoints.add(new ModelEndpoint(new ModelStateOperations(context)));
        endpoints.add(new RebuildEndpoint(rebuilds));
        endpoints.add(revocations);
        endpoints.add(cursors);
        endpoints.add(connections);
        endpoints.add(new RoutesEndpoint(counts));
        return new AdminApi(context::isStarted, guard, endpoints);
    }
}
