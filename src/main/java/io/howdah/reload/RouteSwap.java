package io.howdah.reload;

import io.howdah.source.RouteFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
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

    /** Stops what a plan stops, those that bring something in before those that they call, and takes it out. */
    void stop(RoutePlan plan) throws Exception {
        List<Route> routes = new ArrayList<>(context.getRoutes());
        routes.removeIf(route -> !plan.stopped().contains(route.getRouteId()));
        routes.sort(Comparator.comparing(route -> route.getEndpoint() instanceof DirectEndpoint));
        for (Route route : routes) {
            context.getRouteController().stopRoute(route.getRouteId(), DRAIN_SECONDS, TimeUnit.SECONDS);
        }
        for (Route route : routes) {
            remove(route.getRouteId());
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

    /** Makes and starts what a plan makes. */
    void make(RoutePlan plan) throws Exception {
        for (String template : plan.templates()) {
            context.removeRouteTemplateDefinitions(template);
        }
        for (String id : plan.configurations()) {
            RouteConfigurationDefinition former = context.getRouteConfigurationDefinition(id);
            if (former != null) {
                context.removeRouteConfiguration(former);
            }
        }
        for (RouteFile file : plan.files()) {
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(file.name(), file.text()));
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
