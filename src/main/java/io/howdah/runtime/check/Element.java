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
 * A key in a route file, with what it says: an entry, such as a route; a step; or a part of one. Options of endpoints are none:
 * they have names of their own.
 *
 * @param document the file
 * @param tuple the key and its value
 * @param parent what it is part of; an entry is part of nothing
 */
record Element(
        RouteDocument document, NodeTuple tuple, @Nullable Element parent) {

    /** What stands below them is not Camel's to name. */
    private static final List<String> FREE = List.of("parameters", "properties", "constructors");

    /** Return all of a file, each before its parts. */
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

    /** Return itself and all that is part of it, at any depth. */
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

    /** Return its name as Camel has it; {@code set-body} is {@code setBody}. */
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

    /** Return the value of a field of its own. */
    Optional<Node> field(String name) {
        return Optional.ofNullable(fields().get(name));
    }

    Map<String, Node> fields() {
        return Yaml.fields(value());
    }

    /** Return the text of a field, or the empty text. */
    String text(String field) {
        return field(field).map(Yaml::text).orElse("");
    }

    /** Return a part of that name right below. */
    Optional<Element> part(String name) {
        return parts().filter(part -> part.is(name)).findFirst();
    }

    /** Return whether it is a step of a route. */
    boolean isStep() {
        return parent != null && parent.is("steps");
    }

    /** Return whether this, or what it is in, is so. */
    boolean isWithin(Predicate<Element> what) {
        return what.test(this) || (parent != null && parent.isWithin(what));
    }

    /** Return the entry of the file that it is part of. */
    Element entry() {
        return parent == null ? this : parent.entry();
    }

    SourceLocation place() {
        return Yaml.place(keyNode());
    }
}
