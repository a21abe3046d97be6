package io.howdah.runtime.check;

import io.howdah.runtime.source.RouteDocument;
import io.howdah.runtime.source.SourceLocation;
import io.howdah.runtime.source.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * A key in a route file and its value: an entry, such as a route; a step; or a field of one. Options of endpoints are not
 * elements, because the component names them.
 *
 * @param document the file
 * @param tuple the key and its value
 * @param parent the enclosing element, null for an entry
 */
record Element(
        RouteDocument document, NodeTuple tuple, @Nullable Element parent) {

    /** Elements with keys that Camel does not define. */
    private static final List<String> FREE = List.of("parameters", "properties", "constructors");

    /** Returns all elements of a file, each before its parts. */
    static Stream<Element> of(RouteDocument document) {
        return document.root().map(Yaml::entries).orElse(List.of()).stream()
                .flatMap(entry -> parts(document, entry, null))
                .flatMap(Element::withParts);
    }

    private static Stream<Element> parts(RouteDocument document, Node node, @Nullable Element parent) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream().map(tuple -> new Element(document, tuple, parent))
                : Stream.empty();
    }

    /** Returns this element and its parts at any depth. */
    Stream<Element> withParts() {
        return Stream.concat(Stream.of(this), parts().flatMap(Element::withParts));
    }

    private Stream<Element> parts() {
        if (FREE.contains(key()) && value() instanceof MappingNode) {
            return Stream.empty();
        }
        return value() instanceof MappingNode
                ? parts(document, value(), this)
                : Yaml.entries(value()).stream().flatMap(entry -> parts(document, entry, this));
    }

    /** Returns the key in camel case: {@code setBody} for {@code set-body}. */
    String key() {
        return StringHelper.dashToCamelCase(Yaml.text(tuple.getKeyNode()));
    }

    Node keyNode() {
        return tuple.getKeyNode();
    }

    Node value() {
        return tuple.getValueNode();
    }

    boolean is(String... keys) {
        return List.of(keys).contains(key());
    }

    /** Returns the value of a field. */
    Optional<Node> field(String name) {
        return Optional.ofNullable(fields().get(name));
    }

    Map<String, Node> fields() {
        return Yaml.fields(value());
    }

    /** Returns the text of a field, or "". */
    String text(String field) {
        return field(field).map(Yaml::text).orElse("");
    }

    /** Returns a direct part with this key. */
    Optional<Element> part(String name) {
        return parts().filter(part -> part.is(name)).findFirst();
    }

    /** Returns whether the element is a step of a route. */
    boolean isStep() {
        return parent != null && parent.is("steps");
    }

    /** Returns whether this element or one that encloses it matches. */
    boolean isWithin(Predicate<Element> condition) {
        return condition.test(this) || (parent != null && parent.isWithin(condition));
    }

    /** Returns the top-level entry that encloses the element. */
    Element entry() {
        return parent == null ? this : parent.entry();
    }

    SourceLocation location() {
        return Yaml.location(keyNode());
    }
}
