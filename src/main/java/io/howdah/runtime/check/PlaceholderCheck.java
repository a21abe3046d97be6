package io.howdah.runtime.check;

import io.howdah.runtime.source.Yaml;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Checks that each {@code {{placeholder}}} has a value. */
final class PlaceholderCheck implements Check {

    @Override
    public void check(Declared declared, Findings findings) {
        declared.elements()
                .filter(element -> element.parent() == null)
                .forEach(entry -> check(entry.value(), declared.parameters(entry), declared.placeholders(), findings));
    }

    private static void check(Node node, Set<String> parameters, Placeholders placeholders, Findings findings) {
        if (node instanceof ScalarNode scalar) {
            placeholders.check(scalar.getValue(), parameters, (code, what) -> findings.add(code, scalar, what));
        } else if (node instanceof MappingNode mapping) {
            mapping.getValue().stream()
                    .map(NodeTuple::getValueNode)
                    .forEach(value -> check(value, parameters, placeholders, findings));
        } else {
            Yaml.entries(node).forEach(entry -> check(entry, parameters, placeholders, findings));
        }
    }
}
