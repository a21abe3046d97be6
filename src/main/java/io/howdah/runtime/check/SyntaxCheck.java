package io.howdah.runtime.check;

import io.howdah.runtime.source.RouteDocument;
import io.howdah.runtime.source.Yaml;
import java.util.HashSet;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Checks that route files are YAML lists without duplicate keys. Camel reports only the first such file, or none. */
final class SyntaxCheck implements Check {

    @Override
    public void check(Declared declared, Findings findings) {
        declared.files().documents().forEach(document -> check(document, findings));
    }

    private static void check(RouteDocument document, Findings findings) {
        if (document.failure().isPresent()) {
            findings.add(
                    Code.YAML_BROKEN,
                    document.failureLocation(),
                    document.failure().get());
            return;
        }
        Node root = document.root().orElse(null);
        if (root == null
                || (root instanceof SequenceNode list && list.getValue().isEmpty())) {
            findings.add(Code.FILE_EMPTY, document.failureLocation(), "the file has no route");
        } else if (root instanceof SequenceNode) {
            checkDuplicates(root, findings);
        } else if (!Yaml.fields(root).containsKey("apiVersion")) {
            findings.add(Code.NO_LIST, root, "the file is not a list, so Camel would ignore it");
        }
    }

    private static void checkDuplicates(Node node, Findings findings) {
        if (node instanceof MappingNode mapping) {
            Set<String> keys = new HashSet<>();
            for (NodeTuple tuple : mapping.getValue()) {
                String key = Yaml.text(tuple.getKeyNode());
                if (!keys.add(key)) {
                    findings.add(
                            Code.KEY_TWICE,
                            tuple.getKeyNode(),
                            key + " appears twice, and only the last one would count");
                }
                checkDuplicates(tuple.getValueNode(), findings);
            }
        } else {
            Yaml.entries(node).forEach(entry -> checkDuplicates(entry, findings));
        }
    }
}
