package io.howdah.runtime;

import io.howdah.change.ChangeStreamComponent;
import io.howdah.ingest.IngestRoutes;
import io.howdah.ingest.kafka.GroupMemberships;
import io.howdah.ingest.kafka.Polls;
import io.howdah.observe.ProcessHealthCheck;
import io.howdah.observe.RoutesHealthCheck;
import io.howdah.observe.ServingHealthCheck;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;

/** The checks of the process as a whole, of which liveness and readiness are made. */
final class Health {

    private Health() {}

    /**
     * Registers them.
     *
     * @param presence tells whether MongoDB can be reached
     * @return the one that says whether requests are to be sent here
     */
    static ServingHealthCheck register(CamelContext context, MongoPresence presence) {
        ServingHealthCheck serving = new ServingHealthCheck(
                List.of(
                        () -> context.isStarted() ? "" : "its routes are being started",
                        () -> streams(context, component -> component.streams().unfollowed()),
                        () -> memberships(context)),
                presence::trouble);
        HealthCheckRegistry registry = Objects.requireNonNull(HealthCheckRegistry.get(context));
        registry.register(serving);
        registry.register(new ProcessHealthCheck(() -> Stream.concat(
                        Stream.of(streams(
                                context, component -> component.streams().ended())),
                        context.getRegistry().findByType(Polls.class).stream().map(Polls::dead))
                .filter(dead -> !dead.isEmpty())
                .collect(Collectors.joining("; "))));
        registry.register(new RoutesHealthCheck());
        return serving;
    }

    private static String streams(CamelContext context, Function<ChangeStreamComponent, String> question) {
        return context.getRegistry().findByType(ChangeStreamComponent.class).stream()
                .map(question)
                .filter(answer -> !answer.isEmpty())
                .collect(Collectors.joining("; "));
    }

    /** Only what is started can become a member. */
    private static String memberships(CamelContext context) {
        boolean consumes = new IngestRoutes(context)
                .all().stream()
                        .anyMatch(route -> context.getRouteController()
                                .getRouteStatus(route.id())
                                .isStarted());
        return consumes
                ? context.getRegistry().findByType(GroupMemberships.class).stream()
                        .map(GroupMemberships::missing)
                        .collect(Collectors.joining())
                : "";
    }
}
