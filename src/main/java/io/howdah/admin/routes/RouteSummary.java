package io.howdah.admin.routes;

import io.howdah.ingest.DeclaredIngest;
import io.howdah.ingest.IngestRoutes;
import io.howdah.push.channel.NotifyRoute;
import io.howdah.push.channel.NotifyRoutes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/**
 * Summary of a route.
 *
 * @param id id of the route
 * @param from the endpoint that the route consumes, without parameters; for a notify route, the model with the changes
 * @param kind purpose of the route
 * @param location source location, empty if it is not known
 * @param description the route's own description, empty if it has none
 */
public record RouteSummary(String id, String from, RouteKind kind, String location, String description) {

    /** Folder of the API routes, by its current and its old name. */
    private static final Pattern API_FILES = Pattern.compile("routes/(api|edge)/");

    /** Components that serve clients. */
    private static final Set<String> SERVER_COMPONENTS =
            Set.of("platform-http", "vertx-websocket", "rest-api", "servlet");

    /**
     * Returns the routes of a context, started or not, sorted by kind and id.
     *
     * @param context the context
     * @param locationOf returns the source location of a route by its id, empty if it is not known
     */
    public static List<RouteSummary> of(CamelContext context, Function<String, String> locationOf) {
        List<RouteDefinition> routes = ((ModelCamelContext) context).getRouteDefinitions();
        Set<String> transforms = reached(
                context,
                routes,
                IngestRoutes.declaredIn(context).stream()
                        .map(DeclaredIngest::transform)
                        .collect(Collectors.toSet()));
        Set<String> payloadTransforms = reached(
                context,
                routes,
                NotifyRoutes.declaredIn(context).stream()
                        .map(NotifyRoute::payload)
                        .collect(Collectors.toSet()));
        Map<String, RouteKind> templated = new HashMap<>();
        IngestRoutes.declaredIn(context).forEach(route -> templated.put(route.routeId(), RouteKind.INGEST));
        NotifyRoutes.declaredIn(context).forEach(route -> templated.put(route.routeId(), RouteKind.NOTIFY));
        return routes.stream()
                .map(route -> {
                    String from = from(context, route);
                    String known = locationOf.apply(route.getRouteId());
                    String location = known.isEmpty() ? SourceLocations.of(context, route) : known;
                    RouteKind kind = templated.getOrDefault(
                            route.getRouteId(), kind(from, location, transforms, payloadTransforms));
                    String source = kind == RouteKind.NOTIFY
                            ? "changes of " + route.getTemplateParameters().get("model")
                            : from;
                    return new RouteSummary(route.getRouteId(), source, kind, location, description(route));
                })
                .sorted(Comparator.comparing((RouteSummary route) -> route.kind).thenComparing(route -> route.id))
                .toList();
    }

    private static RouteKind kind(String from, String location, Set<String> transforms, Set<String> payloadTransforms) {
        if (API_FILES.matcher(location).find() || SERVER_COMPONENTS.contains(from.split(":", 2)[0])) {
            return RouteKind.EDGE;
        }
        if (transforms.contains(from)) {
            return RouteKind.TRANSFORM;
        }
        return payloadTransforms.contains(from) ? RouteKind.PAYLOAD : RouteKind.OWN;
    }

    /** Returns the endpoint that a route consumes, without parameters. */
    public static String from(CamelContext context, RouteDefinition route) {
        return route.getInput() == null
                ? ""
                : Uris.plain(context, route, route.getInput().getEndpointUri());
    }

    private static String description(RouteDefinition route) {
        return Objects.requireNonNullElse(route.getDescription(), "").strip();
    }

    /** Returns these endpoints, and those that their routes call directly or through other routes. */
    private static Set<String> reached(CamelContext context, List<RouteDefinition> routes, Set<String> first) {
        Set<String> reached = first.stream().map(Uris::name).collect(Collectors.toCollection(HashSet::new));
        boolean grew = true;
        while (grew) {
            grew = false;
            for (RouteDefinition route : routes) {
                if (reached.contains(from(context, route))) {
                    for (Step step : Step.of(context, route)) {
                        grew |= Uris.isRoute(step.uri()) && reached.add(step.uri());
                    }
                }
            }
        }
        return reached;
    }
}
