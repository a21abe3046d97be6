package io.howdah.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Policy {@code routePolicy: onEventLoop} of {@code platform-http:} routes whose steps never block. The route runs on the
 * event loop of the request, without a change of threads.
 */
final class OnEventLoop extends RoutePolicySupport {

    private final Set<Endpoint> endpoints = ConcurrentHashMap.newKeySet();

    @Override
    public void onInit(Route route) {
        endpoints.add(route.getEndpoint());
    }

    @Override
    public void onRemove(Route route) {
        endpoints.remove(route.getEndpoint());
    }

    /** Returns whether the route of this endpoint has the policy. */
    boolean isOf(Endpoint endpoint) {
        return endpoints.contains(endpoint);
    }
}
