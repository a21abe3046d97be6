package io.howdah.runtime;

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
import io.howdah.ingest.rebuild.Rebuilds;
import io.howdah.push.channel.OpenConnections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;

/** Creates the API for operators under {@code /admin/} on the management port. */
public final class Operations {

    private Operations() {}

    /**
     * Creates the API.
     *
     * @param safe removes secrets from a text
     */
    static AdminApi of(
            CamelContext context,
            EntryWiring entry,
            RouteWiring routes,
            Rebuilds rebuilds,
            OpenConnections connections,
            UnaryOperator<String> safe) {
        IngestWiring ingest = routes.ingest;
        List<AdminEndpoint> endpoints = List.of(
                new DeadLetterEndpoint(
                        ingest.routes, routes.storage.system(), ingest.clients::properties, rebuilds::obstacle),
                new ModelEndpoint(new ModelStateOperations(routes.models, ingest)),
                new RebuildEndpoint(rebuilds),
                new RevocationEndpoint(entry.revocations, entry.audit),
                new CursorEndpoint(routes.storage.cursorKeys()),
                new ConnectionEndpoint(connections, entry.audit),
                new RoutesEndpoint(new RouteCounts(context, safe)));
        return new AdminApi(context::isStarted, entry.adminGuard, endpoints);
    }
}
