package io.howdah.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/**
 * What a {@code platform-http:} route says, by {@code routePolicy: onEventLoop}, whose steps never wait, other than
 * asynchronously: it is run on the event loop that has read the request, without a change of threads.
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

    /** Whether the route that begins at this endpoint has the policy. */
    boolean isOf(Endpoint endpoint) {
        return endpoints.contains(endpoint);
    }
}
