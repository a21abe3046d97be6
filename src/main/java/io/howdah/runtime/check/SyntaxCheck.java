package io.howdah.runtime.check;

import io.howdah.runtime.source.RouteDocument;
import io.howdah.runtime.source.Yaml;
import java.util.HashSet;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Whether route files are YAML, and lists. Camel says it for the first file alone, or not at all. */
final class SyntaxCheck implements Check {

    @Override
    public void check(Declared declared, Findings findings) {
        declared.files().documents().forEach(document -> check(document, findings));
    }

    private static void check(RouteDocument document, Findings findings) {
        if (document.failure().isPresent()) {
            findings.add(
                    Code.YAML_BROKEN,
                    document.failurePlace(),
                    document.failure().get());
            return;
        }
        Node root = document.root().orElse(null);
        if (root == null
                || (root instanceof SequenceNode list && list.getValue().isEmpty())) {
            findings.add(Code.FILE_EMPTY, document.failurePlace(), "the file holds no route");
        } else if (root instanceof SequenceNode) {
            twice(root, findings);
        } else if (!Yaml.fields(root).containsKey("apiVersion")) {
            findings.add(Code.NO_LIST, root, "the file is not a list, so that Camel would ignore it");
        }
    }

    private static void twice(Node node, Findings findings) {
        if (node instanceof MappingNode mapping) {
            Set<String> keys = new HashSet<>();
            for (NodeTuple tuple : mapping.getValue()) {
                String key = Yaml.text(tuple.getKeyNode());
                if (!keys.add(key)) {
                    findings.add(
                            Code.KEY_TWICE, tuple.getKeyNode(), key + " is there twice, and only the last would count");
                }
                twice(tuple.getValueNode(), findings);
            }
        } else {
            Yaml.entries(node).forEach(entry -> twice(entry, findings));
        }
    }
}
