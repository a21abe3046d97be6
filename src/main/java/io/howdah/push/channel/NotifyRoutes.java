package io.howdah.push.channel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;

/** Notify routes of a CamelContext: those created from the template {@code notify}. */
public final class NotifyRoutes {

    /** Parameters that identify the template {@code notify}: no other has both. */
    private static final Set<String> MARKS = Set.of("channel", "model");

    private static final String PAYLOAD = "payload";
    /** Former name of {@link #PAYLOAD}; the template's default refers to the new one. */
    private static final String FRAME = "frame";

    /** What the template's routes do: kind, ID and label of each step. */
    private static final List<String> STEPS = List.of(
            "setProperty model setProperty[HowdahModel]",
            "setProperty channel setProperty[HowdahChannel]",
            "bean open-change bean[ref:notification method:open]",
            "filter concerns-somebody filter[simple{${exchangeProperty.HowdahChange} != null}]",
            "filter has-data filter[simple{${body} != null}]",
            "multicast frame-apart multicast",
            "to " + FRAME + " to[{{" + FRAME + "}}]",
            "bean cloud-event bean[ref:notification method:" + FRAME + "]",
            "to broadcast to[vertx-websocket:/notifications/{{channel}}?sendToAll=true]");

    private final CamelContext context;

    /** Creates a view of a context's routes; every call reads them again. */
    public NotifyRoutes(CamelContext context) {
        this.context = context;
    }

    Optional<NotifyRoute> ofChannel(String channel) {
        return all().stream().filter(route -> route.channel().equals(channel)).findFirst();
    }

    Optional<NotifyRoute> find(String routeId) {
        return Optional.ofNullable(((ModelCamelContext) context).getRouteDefinition(routeId))
                .flatMap(this::read);
    }

    /** Returns kind, ID and label of a definition's steps, nested ones included, without its failure policy. */
    private static List<String> steps(ProcessorDefinition<?> definition) {
        return definition.getOutputs().stream()
                .filter(step -> !(step instanceof OnExceptionDefinition))
                .flatMap(step -> Stream.concat(
                        Stream.of("%s %s %s".formatted(step.getShortName(), step.getId(), step.getLabel())),
                        steps(step).stream()))
                .toList();
    }

    /** Returns all started notify routes. */
    public List<NotifyRoute> all() {
        return context.getRoutes().stream()
                .map(Route::getRouteId)
                .map(this::find)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns the notify routes that a context declares, started or not. */
    public static List<NotifyRoute> declaredIn(CamelContext context) {
        NotifyRoutes routes = new NotifyRoutes(context);
        return ((ModelCamelContext) context)
                .getRouteDefinitions().stream()
                        .map(routes::read)
                        .flatMap(Optional::stream)
                        .toList();
    }

    /** Reads a route's definition, which exists before the route does. */
    private Optional<NotifyRoute> read(RouteDefinition definition) {
        Map<String, Object> parameters = definition.getTemplateParameters();
        if (parameters == null
                || !parameters.keySet().containsAll(MARKS)
                || payload(parameters).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new NotifyRoute(
                definition.getRouteId(),
                resolve(parameters, "model"),
                resolve(parameters, "channel"),
                context.resolvePropertyPlaceholders(payload(parameters)),
                Boolean.parseBoolean(resolve(parameters, "conflate")),
                Boolean.parseBoolean(resolve(parameters, "every"))
                        || !steps(definition).equals(STEPS)));
    }

    /** Returns the payload transform's URI; empty if neither parameter is set. */
    private static String payload(Map<String, Object> parameters) {
        Object payload = parameters.getOrDefault(PAYLOAD, "");
        Object frame = parameters.getOrDefault(FRAME, payload);
        return String.valueOf(frame.equals("{{" + PAYLOAD + "}}") ? payload : frame);
    }

    private String resolve(Map<String, Object> parameters, String name) {
        return context.resolvePropertyPlaceholders(String.valueOf(parameters.getOrDefault(name, "")));
    }
}
