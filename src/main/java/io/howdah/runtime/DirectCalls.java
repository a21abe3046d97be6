package io.howdah.runtime;

import io.howdah.model.ReadModels;
import io.howdah.model.RouteField;
import io.howdah.runtime.source.RouteFiles;
import io.howdah.runtime.source.StartException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.StartupListener;
import org.apache.camel.component.direct.DirectEndpoint;

/**
 * Finds calls of missing {@code direct:} routes before Howdah reads the first record: Camel fails at each record, so a whole topic
 * would go to the dead letters. Lint finds the calls of files before the start, unless Java routes may serve them. This class finds those,
 * and the calls of Java routes.
 */
final class DirectCalls implements StartupListener {

    private final RouteFiles files;
    private final List<RouteField> fields;

    /** Creates the check for the calls of routes and of hand-written GraphQL fields. */
    DirectCalls(RouteFiles files, ReadModels models) {
        this.files = files;
        this.fields = models.frontends().stream()
                .flatMap(frontend -> frontend.handWritten().stream())
                .toList();
    }

    /** Runs the check when a context has created its routes. */
    void listenTo(CamelContext context) {
        try {
            context.addStartupListener(this);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        if (alreadyStarted) {
            return;
        }
        Set<String> served = context.getRoutes().stream()
                .map(route -> name(route.getEndpoint()))
                .collect(Collectors.toSet());
        Stream<String> ofFields = fields.stream()
                .filter(field -> !served.contains(field.uri()))
                .map(field -> line(field.location(), field.uri()));
        Stream<String> ofRoutes = context.getEndpoints().stream()
                .filter(DirectEndpoint.class::isInstance)
                .map(DirectCalls::name)
                .filter(name -> !served.contains(name))
                .distinct()
                .sorted()
                .map(name -> line(files.locationOfText(name).orElse(""), name));
        List<String> missing = Stream.concat(ofFields, ofRoutes).toList();
        if (!missing.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), missing));
        }
    }

    private static String line(String location, String name) {
        return (location.isEmpty() ? "" : location + ": ") + name
                + " is called and no route serves it; correct the name, or add a route from " + name;
    }

    private static String name(Endpoint endpoint) {
        return endpoint.getEndpointBaseUri().replaceFirst("://", ":");
    }
}
