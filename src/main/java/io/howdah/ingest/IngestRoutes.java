package io.howdah.ingest;

import io.howdah.model.ReadModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/** Finds the ingest routes of a CamelContext, which are created from the template {@code ingest}. */
public final class IngestRoutes {

    /** Parameters that together only the template {@code ingest} has. */
    private static final Set<String> TEMPLATE_PARAMETERS = Set.of("topic", "model", "transform");

    private final CamelContext context;

    /** Creates a finder. Each method reads the context's current routes. */
    public IngestRoutes(CamelContext context) {
        this.context = context;
    }

    /** Returns the route with an ID. */
    public Optional<IngestRoute> find(String routeId) {
        return all().stream().filter(route -> route.id().equals(routeId)).findFirst();
    }

    /** Returns the routes that feed a model: one, or one for each of its parts. */
    public List<IngestRoute> of(String model) {
        return all().stream().filter(route -> route.model().equals(model)).toList();
    }

    /** Returns the topic of each part of a model. */
    public static Map<String, String> topics(List<IngestRoute> routes) {
        return routes.stream().collect(Collectors.toMap(IngestRoute::part, IngestRoute::topic, (one, other) -> one));
    }

    /** Returns all ingest routes. */
    public List<IngestRoute> all() {
        return context.getRoutes().stream().flatMap(this::read).toList();
    }

    /** Returns the ingest routes that a context declares, started or not. */
    public static List<DeclaredIngest> declaredIn(CamelContext context) {
        IngestRoutes routes = new IngestRoutes(context);
        return ((ModelCamelContext) context)
                .getRouteDefinitions().stream().flatMap(routes::declared).toList();
    }

    private Stream<IngestRoute> read(Route route) {
        return Stream.ofNullable(((ModelCamelContext) context).getRouteDefinition(route.getRouteId()))
                .flatMap(this::declared)
                .map(declared -> new IngestRoute(route, declared));
    }

    private Stream<DeclaredIngest> declared(RouteDefinition definition) {
        Map<String, Object> parameters = definition.getTemplateParameters();
        if (parameters == null || !parameters.keySet().containsAll(TEMPLATE_PARAMETERS)) {
            return Stream.empty();
        }
        return Stream.of(new DeclaredIngest(
                definition.getRouteId(),
                resolve(parameters, "topic", ""),
                resolve(parameters, "model", ""),
                resolve(parameters, "part", ReadModel.MAIN_PART),
                resolve(parameters, "transform", ""),
                resolve(parameters, "format", "json"),
                resolve(parameters, "schema", "")));
    }

    private String resolve(Map<String, Object> parameters, String name, String defaultValue) {
        return context.resolvePropertyPlaceholders(String.valueOf(parameters.getOrDefault(name, defaultValue)));
    }
}
