package io.howdah.runtime;

import org.apache.camel.model.ErrorHandlerDefinition;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;

/**
 * Leaves failures in a {@code direct:} route to the route that calls it. Camel's default error handler (4.17.0) marks the failure as
 * exhausted inside the called route, so the error policy of the caller never applies. If a {@code direct:} route or its file declares an
 * {@code errorHandler}, an {@code onException} or a {@code routeConfigurationId}, it stays in effect.
 */
public final class HelperErrorHandler extends ModelLifecycleStrategySupport {

    /** Creates the strategy. Camel finds it in the registry and calls it with each route definition before it creates the route. */
    public HelperErrorHandler() {}

    @Override
    public void onAddRouteDefinition(RouteDefinition route) {
        if (isHelper(route) && !declaresErrorPolicy(route)) {
            ErrorHandlerDefinition none = new ErrorHandlerDefinition();
            none.setErrorHandlerType(new NoErrorHandlerDefinition());
            route.setErrorHandler(none);
        }
    }

    private static boolean isHelper(RouteDefinition route) {
        return route.getInput() != null && route.getInput().getEndpointUri().startsWith("direct:");
    }

    private static boolean declaresErrorPolicy(RouteDefinition route) {
        return route.isErrorHandlerFactorySet()
                || route.getRouteConfigurationId() != null
                || route.getOutputs().stream().anyMatch(OnExceptionDefinition.class::isInstance);
    }
}
