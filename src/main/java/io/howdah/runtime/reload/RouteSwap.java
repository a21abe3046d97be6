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
 * Puts routes in the place of others in a running context. Camel's own reload (4.17.0) takes out all routes before it looks at the new
 * ones, and leaves none where they are broken.
 */
final class RouteSwap {

    /** What a route may take for what it has begun. */
    private static final long DRAIN_SECONDS = 10;

    private final ModelCamelContext context;

    RouteSwap(CamelContext context) {
        this.context = (ModelCamelContext) context;
    }

    /**
     * Stops what a plan stops, those that bring something in before those that they call, and takes it out. What calls them stands
     * still: a record whose transform is just not there would be a dead letter.
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

    /** Requests of clients wait for a route that they call by themselves. */
    private static boolean isPaused(Route route, RoutePlan plan) {
        String uri = route.getEndpoint().getEndpointUri();
        return plan.paused().contains(route.getRouteId())
                && !uri.startsWith("platform-http:")
                && !uri.startsWith("vertx-websocket:");
    }

    /** Lets what stood still go on. */
    void goOn(RoutePlan plan) throws Exception {
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

    /** Makes what a plan makes, and starts none of it. */
    void make(RoutePlan plan) throws Exception {
        for (String template : plan.templates()) {
            context.removeRouteTemplateDefinitions(template);
        }
        Set<String> former = new HashSet<>(plan.configurations());
        former.addAll(plan.gone());
        for (String id : former) {
            RouteConfigurationDefinition definition = context.getRouteConfigurationDefinition(id);
            if (definition != null) {
                context.removeRouteConfiguration(definition);
            }
        }
        boolean starts = context.isAutoStartup();
        context.setAutoStartup(false);
        try {
            // Before all routes, which name them whatever their files are called.
            load(plan.declarations());
            load(plan.files());
        } finally {
            context.setAutoStartup(starts);
        }
    }

    /** Starts what a plan has made, those that are called before those that bring something in. */
    void start(RoutePlan plan) throws Exception {
        List<Route> routes = new ArrayList<>(context.getRoutes());
        routes.removeIf(route -> !plan.made().contains(route.getRouteId()) || !route.isAutoStartup());
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

    /** Takes out whatever of a plan was made before something failed. */
    void undo(RoutePlan plan) throws Exception {
        for (String id : plan.made()) {
            if (context.getRoute(id) != null) {
                context.getRouteController().stopRoute(id, DRAIN_SECONDS, TimeUnit.SECONDS);
            }
            remove(id);
        }
    }
}
