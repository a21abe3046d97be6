package io.howdah.admin.routes;

import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.model.RouteDefinition;

/** Formats endpoint URIs: without parameters, which may contain secrets, and with the values of settings. */
public final class Uris {

    /** Components that call nothing outside the process. */
    private static final Set<String> LOCAL_COMPONENTS = Set.of(
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

    /** Returns a URI of a route with the values of its template parameters and settings. */
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
            // The URI has a placeholder of an unknown setting; it stays as it is written.
            return name(path);
        }
    }

    /** Returns a URI in its canonical form without parameters: {@code direct:rides} for {@code direct://rides}. */
    public static String name(String uri) {
        String path = withoutParameters(uri);
        return path.startsWith("direct://") ? "direct:" + path.substring("direct://".length()) : path;
    }

    /** Returns whether a URI calls another route. */
    public static boolean isRoute(String uri) {
        return uri.startsWith("direct:");
    }

    /** Returns whether a URI calls something outside the process: a service, a broker, a database. */
    public static boolean isOutside(String uri) {
        int colon = uri.indexOf(':');
        return colon > 0 && !LOCAL_COMPONENTS.contains(uri.substring(0, colon));
    }

    private static String withoutParameters(String uri) {
        int mark = uri.indexOf('?');
        return mark < 0 ? uri : uri.substring(0, mark);
    }
}
