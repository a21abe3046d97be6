package io.howdah.admin.routes;

import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.model.RouteDefinition;

/** Endpoints' URIs as people read them: without parameters, which may hold secrets, and with the settings' values. */
public final class Uris {

    /** What does not leave the process. */
    private static final Set<String> INSIDE = Set.of(
            "bean",
            "caffeine-cache",
            "class",
            "dataformat",
            "direct",
            "language",
            "log",
            "mock",
            "ref",
            "seda",
            "validator",
            "xslt");

    private Uris() {}

    /** Return a URI in a route, which may ask for the parameters of the template that the route was made from. */
    static String plain(CamelContext context, RouteDefinition route, String uri) {
        String path = withoutParameters(uri);
        Map<String, Object> parameters = route.getTemplateParameters();
        if (parameters != null) {
            for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
                path = path.replace("{{" + parameter.getKey() + "}}", String.valueOf(parameter.getValue()));
            }
        }
        try {
            return name(context.resolvePropertyPlaceholders(path));
        } catch (IllegalArgumentException | RuntimeCamelException e) {
            // Names a setting that is not there: as it is written.
            return name(path);
        }
    }

    /** Return how one URI is always written, {@code direct:rides} for {@code direct://rides} too. */
    public static String name(String uri) {
        String path = withoutParameters(uri);
        return path.startsWith("direct://") ? "direct:" + path.substring("direct://".length()) : path;
    }

    /** Return whether what is called is a route, and so can be followed. */
    public static boolean isRoute(String uri) {
        return uri.startsWith("direct:");
    }

    /** Return whether somebody else is called: a service, a broker, a database. */
    public static boolean isOutside(String uri) {
        int colon = uri.indexOf(':');
        return colon > 0 && !INSIDE.contains(uri.substring(0, colon));
    }

    private static String withoutParameters(String uri) {
        int mark = uri.indexOf('?');
        return mark < 0 ? uri : uri.substring(0, mark);
    }
}
