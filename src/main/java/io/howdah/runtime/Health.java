package io.howdah.runtime;

import io.howdah.observe.ProcessHealthCheck;
import io.howdah.observe.RoutesHealthCheck;
import io.howdah.observe.ServingHealthCheck;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;

/** Creates and registers the health checks of the process, which liveness and readiness consist of. */
final class Health {

    private Health() {}

    /**
     * Creates the check whether the process can serve requests.
     *
     * @param presence reports whether MongoDB is available
     */
    static ServingHealthCheck serving(CamelContext context, RouteWiring routes, MongoPresence presence) {
        return new ServingHealthCheck(
                List.of(
                        () -> context.isStarted() ? "" : "its routes are starting",
                        () -> routes.changes.streams().unfollowed(),
                        () -> memberships(context, routes.ingest)),
                presence::outage);
    }

    /** Registers all checks with a context that is being configured. */
    static void register(CamelContext context, ServingHealthCheck serving, RouteWiring routes) {
        HealthCheckRegistry registry = Objects.requireNonNull(HealthCheckRegistry.get(context));
        registry.register(serving);
        registry.register(
                new ProcessHealthCheck(() -> Stream.of(routes.changes.streams().ended(), routes.ingest.polls.dead())
                        .filter(dead -> !dead.isEmpty())
                        .collect(Collectors.joining("; "))));
        registry.register(new RoutesHealthCheck());
    }

    /** Returns why consumers are not members of their groups, or "". If no ingest route is started, there is nothing to wait for. */
    private static String memberships(CamelContext context, IngestWiring ingest) {
        boolean consumes = ingest.routes.all().stream()
                .anyMatch(route ->
                        context.getRouteController().getRouteStatus(route.id()).isStarted());
        return consumes ? ingest.memberships.missing() : "";
    }
}
