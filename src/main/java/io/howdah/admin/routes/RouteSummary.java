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
 * One route in a line.
 *
 * @param id its id
 * @param from the endpoint that it begins with, without parameters; of a notify route the model whose changes it follows
 * @param kind what it is for
 * @param place where it is written, empty where that is not known
 * @param description what it says of itself, empty where it says nothing
 */
public record RouteSummary(String id, String from, RouteKind kind, String place, String description) {

    /** The folder of the API routes, by its present and its former name. */
    private static final Pattern API_FILES = Pattern.compile("routes/(api|edge)/");

    private static final Set<String> DOORS = Set.of("platform-http", "vertx-websocket", "rest-api", "servlet");

    /**
     * Return the routes that a context has, started or not, by kind and id.
     *
     * @param context where they are
     * @param place tells where the route with an id is written, as far as it is known
     */
    public static List<RouteSummary> of(CamelContext context, Function<String, String> place) {
        List<RouteDefinition> routes = ((ModelCamelContext) context).getRouteDefinitions();
        Set<String> transforms = reached(
                context,
                routes,
                IngestRoutes.declaredIn(context).stream()
                        .map(DeclaredIngest::transform)
                        .collect(Collectors.toSet()));
        Set<String> frames = reached(
                context,
                routes,
                NotifyRoutes.declaredIn(context).stream()
                        .map(NotifyRoute::payload)
                        .collect(Collectors.toSet()));
        Map<String, RouteKind> made = new HashMap<>();
        IngestRoutes.declaredIn(context).forEach(route -> made.put(route.routeId(), RouteKind.INGEST));
        NotifyRoutes.declaredIn(context).forEach(route -> made.put(route.routeId(), RouteKind.NOTIFY));
        return routes.stream()
                .map(route -> {
                    String from = from(context, route);
                    String written = place.apply(route.getRouteId());
                    String at = written.isEmpty() ? SourceLocations.of(context, route) : written;
                    RouteKind kind = made.getOrDefault(route.getRouteId(), kind(from, at, transforms, frames));
                    String of = kind == RouteKind.NOTIFY
                            ? "changes of " + route.getTemplateParameters().get("model")
                            : from;
                    return new RouteSummary(route.getRouteId(), of, kind, at, description(route));
                })
                .sorted(Comparator.comparing((RouteSummary route) -> route.kind).thenComparing(route -> route.id))
                .toList();
    }

    private static RouteKind kind(String from, String place, Set<String> transforms, Set<String> frames) {
        if (API_FILES.matcher(place).find() || DOORS.contains(from.split(":", 2)[0])) {
            return RouteKind.EDGE;
        }
        if (transforms.contains(from)) {
            return RouteKind.TRANSFORM;
        }
        return frames.contains(from) ? RouteKind.FRAME : RouteKind.OWN;
    }

    /** Return the endpoint that a route begins with. */
    public static String from(CamelContext context, RouteDefinition route) {
        return route.getInput() == null
                ? ""
                : Uris.plain(context, route, route.getInput().getEndpointUri());
    }

    private static String description(RouteDefinition route) {
        return Objects.requireNonNullElse(route.getDescription(), "").strip();
    }

    /** The endpoints that these lead to, through routes. */
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
