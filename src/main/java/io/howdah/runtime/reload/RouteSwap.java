package io.howdah.runtime.reload;

import io.howdah.runtime.source.RouteFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Replaces routes in a running context. Camel's own reload (4.17.0) removes all routes before it reads the new ones, and leaves none if
 * they are invalid.
 */
final class RouteSwap {

    /** Maximum time for the exchanges in flight of a route that stops. */
    private static final long DRAIN_SECONDS = 10;

    private final ModelCamelContext context;

    RouteSwap(CamelContext context) {
        this.context = (ModelCamelContext) context;
    }

    /**
     * Stops and removes the plan's stopped routes, consumers before the {@code direct:} routes that they call, and pauses the routes that
     * call them: without its transform, a record would become a dead letter.
     */
    void stop(RoutePlan plan) throws Exception {
        List<Route> routes = new ArrayList<>(context.getRoutes());
        routes.removeIf(route -> !plan.stopped().contains(route.getRouteId()) && !isPaused(route, plan));
        routes.sort(Comparator.comparing(route -> route.getEndpoint() instanceof DirectEndpoint));
        for (Route route : routes) {
            context.getRouteController().stopRoute(route.getRouteId(), DRAIN_SECONDS, TimeUnit.SECONDS);
        }
        for (String id : plan.stopped()) {
            remove(id);
        }
    }

    /** Returns whether to pause a route. Routes of client requests keep running: a request waits for the route that it calls. */
    private static boolean isPaused(Route route, RoutePlan plan) {
        String uri = route.getEndpoint().getEndpointUri();
        return plan.paused().contains(route.getRouteId())
                && !uri.startsWith("platform-http:")
                && !uri.startsWith("vertx-websocket:");
    }

    /** Restarts the paused routes. */
    void resume(RoutePlan plan) throws Exception {
        for (String id : plan.paused()) {
            if (context.getRoute(id) != null) {
                context.getRouteController().startRoute(id);
            }
        }
    }

    private void remove(String id) throws Exception {
        if (context.getRoute(id) != null) {
            context.removeRoute(id);
        }
        RouteDefinition definition = context.getRouteDefinition(id);
        if (definition != null) {
            context.removeRouteDefinition(definition);
        }
    }

    /** Creates the plan's routes, templates and configurations without starting the routes. */
    void create(RoutePlan plan) throws Exception {
        for (String template : plan.templates()) {
            context.removeRouteTemplateDefinitions(template);
        }
        Set<String> former = new HashSet<>(plan.configurations());
        former.addAll(plan.removedConfigurations());
        for (String id : former) {
            RouteConfigurationDefinition definition = context.getRouteConfigurationDefinition(id);
            if (definition != null) {
                context.removeRouteConfiguration(definition);
            }
        }
        boolean starts = context.isAutoStartup();
        context.setAutoStartup(false);
        try {
            // First, because routes in any file may refer to them.
            load(plan.declarations());
            load(plan.files());
        } finally {
            context.setAutoStartup(starts);
        }
    }

    /** Starts the created routes, {@code direct:} routes before the consumers that call them. */
    void start(RoutePlan plan) throws Exception {
        List<Route> routes = new ArrayList<>(context.getRoutes());
        routes.removeIf(route -> !plan.created().contains(route.getRouteId()) || !route.isAutoStartup());
        routes.sort(Comparator.comparing(route -> !(route.getEndpoint() instanceof DirectEndpoint)));
        for (Route route : routes) {
            context.getRouteController().startRoute(route.getRouteId());
        }
    }

    private void load(List<RouteFile> files) throws Exception {
        List<Resource> resources = new ArrayList<>();
        files.forEach(file -> resources.add(ResourceHelper.fromString(file.name(), file.text())));
        if (!resources.isEmpty()) {
            PluginHelper.getRoutesLoader(context).loadRoutes(resources);
        }
    }

    /** Removes the routes that a plan has created before it failed. */
    void undo(RoutePlan plan) throws Exception {
        for (String id : plan.created()) {
            if (context.getRoute(id) != null) {
                context.getRouteController().stopRoute(id, DRAIN_SECONDS, TimeUnit.SECONDS);
            }
            remove(id);
        }
    }
}
