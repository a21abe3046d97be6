package io.howdah.runtime.source;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ModelLifecycleStrategy;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Hooks: routes that add an application's steps to the public APIs, such as {@code direct:before-graphql}. The API routes call each hook.
 * This class removes the calls of undefined hooks before Camel creates a route, so they cost nothing, and Howdah never skips a defined
 * hook. Camel Main finds this object in the registry. Thread-safe.
 */
public final class Hooks extends LifecycleStrategySupport implements ModelLifecycleStrategy {

    /** The URIs of all hooks. */
    public static final Set<String> ALL = Set.of(
            "direct:before-graphql",
            "direct:after-graphql",
            "direct:before-graphql-live",
            "direct:before-rest",
            "direct:after-rest",
            "direct:before-rest-changes",
            "direct:before-notifications",
            "direct:before-openapi",
            "direct:after-openapi",
            "direct:before-asyncapi",
            "direct:after-asyncapi");

    private final Set<String> defined = ConcurrentHashMap.newKeySet();
    private volatile boolean initialized;

    /** Creates the object without any defined hook. */
    public Hooks() {}

    /** Camel calls this when all routes are declared and none is created. */
    @Override
    public void onContextInitializing(CamelContext context) {
        List<RouteDefinition> routes = ((ModelCamelContext) context).getRouteDefinitions();
        defined.addAll(among(routes.stream().map(Hooks::from)));
        routes.forEach(this::leaveOutUndefined);
        initialized = true;
    }

    /**
     * Replaces the defined hooks before a reload creates routes again.
     *
     * @param former the {@code from} URIs of the routes before the reload
     * @param now the {@code from} URIs after it
     */
    public void replace(Collection<String> former, Collection<String> now) {
        defined.removeAll(among(former.stream()));
        defined.addAll(among(now.stream()));
    }

    private static Set<String> among(Stream<String> uris) {
        return uris.filter(ALL::contains).collect(Collectors.toSet());
    }

    @Override
    public void onAddRouteDefinition(RouteDefinition route) {
        if (initialized) {
            leaveOutUndefined(route);
        }
    }

    private void leaveOutUndefined(ProcessorDefinition<?> parent) {
        List<ProcessorDefinition<?>> steps = parent.getOutputs();
        Set<ProcessorDefinition<?>> undefined = new HashSet<>();
        for (ProcessorDefinition<?> step : steps) {
            if (step instanceof ToDefinition call
                    && ALL.contains(call.getEndpointUri())
                    && !defined.contains(call.getEndpointUri())) {
                undefined.add(step);
            } else {
                leaveOutUndefined(step);
            }
        }
        if (!undefined.isEmpty()) {
            steps.removeAll(undefined);
        }
    }

    private static String from(RouteDefinition route) {
        return route.getInput() == null ? "" : route.getInput().getEndpointUri();
    }

    @Override
    public void onRemoveRouteDefinition(RouteDefinition route) {
        // The reload calls replace.
    }

    @Override
    public void onAddRouteTemplateDefinition(RouteTemplateDefinition template) {
        // A template has no hooks.
    }

    @Override
    public void onRemoveRouteTemplateDefinition(RouteTemplateDefinition template) {
        // A template has no hooks.
    }
}
