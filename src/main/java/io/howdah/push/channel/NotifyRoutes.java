package io.howdah.push.channel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/** The notify routes of a CamelContext: those that were made from the template {@code notify}. */
public final class NotifyRoutes {

    /** Parameters that only the template {@code notify} has together. */
    private static final Set<String> MARKS = Set.of("channel", "model");

    private static final String PAYLOAD = "payload";
    /** The former name of {@link #PAYLOAD}; the template's default refers to the present one. */
    private static final String FRAME = "frame";

    private final CamelContext context;

    /** Looks through the routes of this context, whenever it is asked. */
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

    /** Return all of them. */
    public List<NotifyRoute> all() {
        return context.getRoutes().stream()
                .map(Route::getRouteId)
                .map(this::find)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Return the notify routes that a context is to have, which may not be started. */
    public static List<NotifyRoute> declaredIn(CamelContext context) {
        NotifyRoutes routes = new NotifyRoutes(context);
        return ((ModelCamelContext) context)
                .getRouteDefinitions().stream()
                        .map(routes::read)
                        .flatMap(Optional::stream)
                        .toList();
    }

    /** By its definition, which is there before the route is. */
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
                Boolean.parseBoolean(resolve(parameters, "conflate"))));
    }

    /** Empty if the template has neither name. */
    private static String payload(Map<String, Object> parameters) {
        Object payload = parameters.getOrDefault(PAYLOAD, "");
        Object frame = parameters.getOrDefault(FRAME, payload);
        return String.valueOf(frame.equals("{{" + PAYLOAD + "}}") ? payload : frame);
    }

    private String resolve(Map<String, Object> parameters, String name) {
        return context.resolvePropertyPlaceholders(String.valueOf(parameters.getOrDefault(name, "")));
    }
}
