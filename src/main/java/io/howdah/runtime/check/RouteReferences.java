package io.howdah.runtime.check;

import io.howdah.runtime.source.RouteDocument;
import io.howdah.runtime.source.SourceLocation;
import io.howdah.runtime.source.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Finds the references of route file entries, with placeholders resolved. Used by checks and by a reload. */
public final class RouteReferences {

    private static final Pattern CALL = Pattern.compile("direct:(?://)?[^\\s?${]+(\\?\\S*)?");

    private final Placeholders placeholders;

    /**
     * Creates the references of an application.
     *
     * @param settings the values of {@code {{key}}}
     * @param functions the functions of {@code {{name:...}}}, by name
     */
    public RouteReferences(Map<String, String> settings, Map<String, UnaryOperator<String>> functions) {
        this(new Placeholders(settings, functions));
    }

    RouteReferences(Placeholders placeholders) {
        this.placeholders = placeholders;
    }

    /**
     * The references of one entry of a file.
     *
     * @param from the {@code direct:} endpoint that the route reads from, empty if it reads from another one
     * @param calls the {@code direct:} endpoints that it sends to, or passes to a template
     * @param arguments the values that it passes to a template
     * @param hasConfiguration whether it names a route configuration
     */
    public record Entry(Optional<String> from, Set<String> calls, Set<String> arguments, boolean hasConfiguration) {}

    /** Returns the references of an entry of the file's list. */
    public Entry of(RouteDocument document, NodeTuple entry) {
        Element element = new Element(document, entry, null);
        List<RouteEntry> routes = element.withParts()
                .filter(RouteEntry::isRoute)
                .map(RouteEntry::new)
                .toList();
        Set<Node> fromNodes = routes.stream()
                .flatMap(route -> route.from().stream())
                .map(Endpoint::uriNode)
                .collect(Collectors.toSet());
        return new Entry(
                routes.stream()
                        .flatMap(route -> route.from().stream())
                        .flatMap(from -> resolve(from.element(), from.uriNode()).stream())
                        .filter(uri -> uri.startsWith("direct:"))
                        .map(Endpoint::plain)
                        .findFirst(),
                calls(element, fromNodes).map(Call::name).collect(Collectors.toSet()),
                element.is("templatedRoute")
                        ? new TemplateUse(element)
                                .values().values().stream()
                                        .flatMap(value -> resolve(element, value).stream())
                                        .collect(Collectors.toSet())
                        : Set.of(),
                element.withParts().anyMatch(part -> part.is("routeConfigurationId")));
    }

    /** A call of a {@code direct:} route. */
    record Call(String name, SourceLocation location) {}

    /** Returns the calls within an element; {@code fromNodes} are the URIs that routes read from, which are not calls. */
    Stream<Call> calls(Element within, Set<Node> fromNodes) {
        return scalars(within.value())
                .filter(scalar -> !fromNodes.contains(scalar))
                .flatMap(scalar -> resolve(within, scalar)
                        .filter(text -> CALL.matcher(text).matches())
                        .map(text -> new Call(Endpoint.plain(text), Yaml.location(scalar)))
                        .stream());
    }

    /** Returns the text with all values, unless one is not known before the route runs. */
    Optional<String> resolve(Element where, Node text) {
        return placeholders.resolve(Yaml.text(text), parameters(where));
    }

    /** Returns the parameters of the template that this is part of: placeholders may name them. */
    static Set<String> parameters(Element element) {
        Element entry = element.entry();
        return entry.is("routeTemplate") ? new Template(entry).parameters().keySet() : Set.of();
    }

    private static Stream<ScalarNode> scalars(Node node) {
        if (node instanceof ScalarNode scalar) {
            return Stream.of(scalar);
        }
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream().map(NodeTuple::getValueNode).flatMap(RouteReferences::scalars)
                : Yaml.entries(node).stream().flatMap(RouteReferences::scalars);
    }
}
