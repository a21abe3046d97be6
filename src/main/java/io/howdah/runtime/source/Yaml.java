package io.howdah.runtime.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads YAML nodes and their source locations; for a node of another kind, the result is empty. */
public final class Yaml {

    private Yaml() {}

    /** Returns the start of a node. */
    public static SourceLocation location(Node node) {
        return node.getStartMark().map(SourceLocation::of).orElse(SourceLocation.startOf("routes"));
    }

    /** Returns a scalar's text, or "" for anything else or null. */
    public static String text(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** Returns a list's entries, or an empty list for anything else or null. */
    public static List<Node> entries(@Nullable Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    /** Returns a mapping's values by key in file order, or an empty map for anything else or null. */
    public static Map<String, Node> fields(@Nullable Node node) {
        Map<String, Node> fields = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> fields.put(text(tuple.getKeyNode()), tuple.getValueNode()));
        }
        return fields;
    }
}
