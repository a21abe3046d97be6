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
 * Finds calls of a {@code direct:} route that does not exist, before the first record is read: Camel finds them at each
 * record, and a whole topic would go to the dead letters. Lint finds those of files before the start, unless Java routes may serve
 * them; these, and what Java routes call, are found here.
 */
final class DirectCalls implements StartupListener {

    private final RouteFiles files;
    private final List<RouteField> fields;

    /** Looks at what the routes call, and at what the hand-written GraphQL fields do. */
    DirectCalls(RouteFiles files, ReadModels models) {
        this.files = files;
        this.fields = models.frontends().stream()
                .flatMap(frontend -> frontend.handWritten().stream())
                .toList();
    }

    /** Looks when this context has made its routes. */
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
                .map(name -> line(files.placeOfText(name).orElse(""), name));
        List<String> missing = Stream.concat(ofFields, ofRoutes).toList();
        if (!missing.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), missing));
        }
    }

    private static String line(String place, String name) {
        return (place.isEmpty() ? "" : place + ": ") + name
                + " is called and no route serves it; correct the name, or add a route from " + name;
    }

    private static String name(Endpoint endpoint) {
        return endpoint.getEndpointBaseUri().replaceFirst("://", ":");
    }
}
