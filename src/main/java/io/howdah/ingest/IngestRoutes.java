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

/** The ingest routes of a CamelContext: those that were made from the template {@code ingest}. */
public final class IngestRoutes {

    /** Parameters that only the template {@code ingest} has together. */
    private static final Set<String> MARKS = Set.of("topic", "model", "transform");

    private final CamelContext context;

    /** Looks through the routes of this context, whenever it is asked. */
    public IngestRoutes(CamelContext context) {
        this.context = context;
    }

    /** Return the route of that id. */
    public Optional<IngestRoute> find(String routeId) {
        return all().stream().filter(route -> route.id().equals(routeId)).findFirst();
    }

    /** Return the routes that feed a model: one, or one for each of its parts. */
    public List<IngestRoute> of(String model) {
        return all().stream().filter(route -> route.model().equals(model)).toList();
    }

    /** Return the topic that feeds each part of a model, by its routes. */
    public static Map<String, String> topics(List<IngestRoute> routes) {
        return routes.stream().collect(Collectors.toMap(IngestRoute::part, IngestRoute::topic, (one, other) -> one));
    }

    /** Return all of them. */
    public List<IngestRoute> all() {
        return context.getRoutes().stream().flatMap(this::read).toList();
    }

    /** Return the ingest routes that a context is to have, which may not be started. */
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
        if (parameters == null || !parameters.keySet().containsAll(MARKS)) {
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

    private String resolve(Map<String, Object> parameters, String name, String otherwise) {
        return context.resolvePropertyPlaceholders(String.valueOf(parameters.getOrDefault(name, otherwise)));
    }
}
