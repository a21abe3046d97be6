package io.howdah.admin.routes;

import graphql.language.Node;
import graphql.language.SourceLocation;
import io.howdah.runtime.source.DeclaredRoutes;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.LineNumberAware;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/** Where something is written, as people count: {@code file:line}, with a column where one is known. */
public final class SourceLocations {

    private SourceLocations() {}

    /**
     * Return where a route is written that no YAML file has: by its first part whose place Camel knows, or else the classes that have
     * the routes in Java.
     */
    public static String of(CamelContext context, RouteDefinition route) {
        Stream<LineNumberAware> parts = Stream.concat(Stream.of(route, route.getInput()), route.getOutputs().stream());
        // The parts of a route that was made from a template stand in the template.
        return parts.filter(part -> part != null && route.getTemplateParameters() == null)
                .map(SourceLocations::of)
                .filter(place -> !place.isEmpty())
                .findFirst()
                .orElseGet(() -> context.getPropertiesComponent()
                        .resolveProperty(DeclaredRoutes.JAVA_ROUTES)
                        .orElse(""));
    }

    /** Return where a part of a route is written, empty where Camel does not know. */
    public static String of(LineNumberAware definition) {
        String location = definition.getLocation();
        if (location == null) {
            return "";
        }
        String file = location.replaceFirst("^(file|classpath|source):", "");
        return definition.getLineNumber() > 0 ? file + ":" + definition.getLineNumber() : file;
    }

    /** Return where a definition of the SDL is written, empty where it is nowhere. */
    public static String of(@Nullable Node<?> definition) {
        SourceLocation place = definition == null ? null : definition.getSourceLocation();
        return place == null ? "" : place.getSourceName() + ":" + place.getLine() + ":" + place.getColumn();
    }
}
