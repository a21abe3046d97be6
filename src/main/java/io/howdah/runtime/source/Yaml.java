package io.howdah.runtime.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads YAML nodes, which know where they are written, without asking first of which kind they are. */
public final class Yaml {

    private Yaml() {}

    /** Return where a node begins. */
    public static SourceLocation place(Node node) {
        return node.getStartMark().map(SourceLocation::of).orElse(SourceLocation.startOf("routes"));
    }

    /** Return a scalar's text; of anything else, or of nothing, the empty text. */
    public static String text(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** Return a list's entries; of anything else none. */
    public static List<Node> entries(@Nullable Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    /** Return a mapping's values by their keys, in the order of the file; of anything else none. */
    public static Map<String, Node> fields(@Nullable Node node) {
        Map<String, Node> fields = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> fields.put(text(tuple.getKeyNode()), tuple.getValueNode()));
        }
        return fields;
    }
}
