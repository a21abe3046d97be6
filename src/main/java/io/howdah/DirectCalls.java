package io.howdah;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.StartupListener;
import org.apache.camel.component.direct.DirectEndpoint;

/**
 * Finds calls of a {@code direct:} route that does not exist, before the first record is read: Camel finds them at each
 * record, and a whole topic would go to the dead letters.
 */
final class DirectCalls implements StartupListener {

    private final RouteFiles files;

    DirectCalls(RouteFiles files) {
        this.files = files;
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        if (alreadyStarted) {
            return;
        }
        Set<String> served = context.getRoutes().stream()
                .map(route -> name(route.getEndpoint()))
                .collect(Collectors.toSet());
        List<String> missing = context.getEndpoints().stream()
                .filter(DirectEndpoint.class::isInstance)
                .map(DirectCalls::name)
                .filter(name -> !served.contains(name))
                .distinct()
                .sorted()
                .map(this::line)
                .toList();
        if (!missing.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), missing));
        }
    }

    private String line(String name) {
        return files.placeOfText(name).map(place -> place + ": ").orElse("") + name
                + " is called and no route serves it; correct the name, or add a route from " + name;
    }

    private static String name(Endpoint endpoint) {
        return endpoint.getEndpointBaseUri().replaceFirst("://", ":");
    }
}
