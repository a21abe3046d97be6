package io.howdah.admin.routes;

import graphql.language.Node;
import graphql.language.SourceLocation;
import io.howdah.runtime.source.DeclaredRoutes;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.LineNumberAware;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/** Formats source locations: {@code file:line} or {@code file:line:column}, counted from 1. */
public final class SourceLocations {

    private SourceLocations() {}

    /**
     * Returns the location of a route that is not in a YAML file: of its first part with a location, else the classes of
     * routes in Java.
     */
    public static String of(CamelContext context, RouteDefinition route) {
        Stream<LineNumberAware> parts = Stream.concat(Stream.of(route, route.getInput()), route.getOutputs().stream());
        // The parts of a templated route are located in the template.
        return parts.filter(part -> part != null && route.getTemplateParameters() == null)
                .map(SourceLocations::of)
                .filter(location -> !location.isEmpty())
                .findFirst()
                .orElseGet(() -> context.getPropertiesComponent()
                        .resolveProperty(DeclaredRoutes.JAVA_ROUTES)
                        .orElse(""));
    }

    /** Returns the location of a part of a route, empty if Camel does not know it. */
    public static String of(LineNumberAware definition) {
        String location = definition.getLocation();
        if (location == null) {
            return "";
        }
        String file = location.replaceFirst("^(file|classpath|source):", "");
        return definition.getLineNumber() > 0 ? file + ":" + definition.getLineNumber() : file;
    }

    /** Returns the location of an SDL definition, empty if it has none. */
    public static String of(@Nullable Node<?> definition) {
        SourceLocation location = definition == null ? null : definition.getSourceLocation();
        return location == null ? "" : location.getSourceName() + ":" + location.getLine() + ":" + location.getColumn();
    }
}
