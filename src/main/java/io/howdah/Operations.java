package io.howdah;

import com.mongodb.client.MongoClient;
import io.howdah.config.Settings;
import io.howdah.ingest.IngestRoutes;
import io.howdah.kafka.KafkaClients;
import io.howdah.ops.AdminApi;
import io.howdah.ops.AdminEndpoint;
import io.howdah.ops.ConnectionEndpoint;
import io.howdah.ops.CursorEndpoint;
import io.howdah.ops.ModelEndpoint;
import io.howdah.ops.RevocationEndpoint;
import io.howdah.ops.RouteCounts;
import io.howdah.ops.RoutesEndpoint;
import io.howdah.ops.deadletters.DeadLetterEndpoint;
import io.howdah.rebuild.RebuildEndpoint;
import io.howdah.rebuild.Rebuilds;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;

/** What operators reach under {@code /admin/} on the management port. */
final class Operations {

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
