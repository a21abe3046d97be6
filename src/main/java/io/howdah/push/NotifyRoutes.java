package io.howdah.push;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/** The notify routes of a CamelContext: those that were made from the template {@code notify}. */
final class NotifyRoutes {

    /** Parameters that only the template {@code notify} has together. */
    private static final Set<String> MARKS = Set.of("channel", "model", "frame");

    private final CamelContext context;

    NotifyRoutes(CamelContext context) {
        this.context = context;
    }

    Optional<NotifyRoute> ofChannel(String channel) {
        return all().stream().filter(route -> route.channel().equals(channel)).findFirst();
    }

    Optional<NotifyRoute> find(String routeId) {
        return read(routeId);
    }

    List<NotifyRoute> all() {
        return context.getRoutes().stream()
                .map(Route::getRouteId)
                .map(this::read)
                .flatMap(Optional::stream)
                .toList();
    }

    /** By its definition, which is there before the route is. */
    private Optional<NotifyRoute> read(String routeId) {
        RouteDefinition definition = ((ModelCamelContext) context).getRouteDefinition(routeId);
        Map<String, Object> parameters = definition == null ? null : definition.getTemplateParameters();
        if (parameters == null || !parameters.keySet().containsAll(MARKS)) {
            return Optional.empty();
        }
        return Optional.of(new NotifyRoute(
                routeId,
                resolve(parameters, "model"),
                resolve(parameters, "channel"),
                resolve(parameters, "frame"),
                Boolean.parseBoolean(resolve(parameters, "conflate"))));
    }

    private String resolve(Map<String, Object> parameters, String name) {
        return context.resolvePropertyPlaceholders(String.valueOf(parameters.getOrDefault(name, "")));
    }
}
