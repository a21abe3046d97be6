package io.howdah.runtime.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.config.Nearest;
import io.howdah.runtime.source.RouteDocument;
import io.howdah.runtime.source.Yaml;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Checks entries, steps and fields against the Camel YAML schema. Values are checked as Camel reads them, which is less strict
 * than the schema: {@code "true"} is a boolean, and a placeholder fits any type.
 */
final class SchemaCheck implements Check {

    /** Maximum number of names that a fix lists. */
    private static final int MAX_LISTED = 12;

    @Override
    public void check(Declared declared, Findings findings) {
        Walk walk = new Walk(declared.classPath().yamlSchema().path("items"), findings);
        declared.files().documents().forEach(walk::check);
    }

    private static final class Walk {

        private final JsonNode entry;
        private final Findings findings;
        private final IdentityHashMap<JsonNode, YamlType> shapes = new IdentityHashMap<>();

        private Walk(JsonNode entry, Findings findings) {
            this.entry = entry;
            this.findings = findings;
        }

        private void check(RouteDocument document) {
            document.root()
                    .map(Yaml::entries)
                    .orElse(List.of())
                    .forEach(node -> check(node, node, "an entry", entry, Code.ENTRY_UNKNOWN));
        }

        /** Checks a value; {@code where} is the node to report if a field is missing. */
        private void check(Node where, Node value, String name, JsonNode schema, Code unknown) {
            YamlType shape = shapes.computeIfAbsent(schema, each -> new YamlType(each, entry.path("definitions")));
            if (value instanceof MappingNode mapping) {
                checkFields(where, mapping, name, shape, unknown);
            } else if (value instanceof SequenceNode list) {
                checkList(list, name, shape);
            } else if (value instanceof ScalarNode scalar) {
                checkText(scalar, name, shape);
            }
        }

        private void checkFields(Node where, MappingNode mapping, String name, YamlType shape, Code unknown) {
            if (!shape.accepts("object")) {
                addType(mapping, name + " has fields", shape);
                return;
            }
            List<NodeTuple> tuples = mapping.getValue();
            if (shape.isSingle() && tuples.size() > 1) {
                findings.add(
                        Code.ENTRY_CROWDED,
                        tuples.get(1).getKeyNode(),
                        Yaml.text(tuples.get(0).getKeyNode()) + " and "
                                + Yaml.text(tuples.get(1).getKeyNode()) + " are one entry of the list");
            }
            List<NodeTuple> unknownFields = shape.isClosed()
                    ? tuples.stream()
                            .filter(tuple ->
                                    shape.field(camelCase(tuple.getKeyNode())).isEmpty())
                            .toList()
                    : List.of();
            unknownFields.forEach(tuple -> addUnknown(tuple.getKeyNode(), name, shape, unknown));
            if (unknownFields.isEmpty()) {
                // Otherwise the missing field is probably there under a misspelled name.
                checkRequired(where, tuples, name, shape);
            }
            for (NodeTuple tuple : tuples) {
                String field = camelCase(tuple.getKeyNode());
                shape.field(field)
                        .ifPresent(known ->
                                check(tuple.getKeyNode(), tuple.getValueNode(), field, known, Code.FIELD_UNKNOWN));
            }
        }

        private void checkRequired(Node where, List<NodeTuple> tuples, String name, YamlType shape) {
            Set<String> present =
                    tuples.stream().map(tuple -> camelCase(tuple.getKeyNode())).collect(Collectors.toSet());
            for (String required : shape.required()) {
                if (!present.contains(required)) {
                    findings.add(Code.FIELD_MISSING, where, name + " needs the field " + required, "add " + required);
                }
            }
        }

        private void addUnknown(Node key, String name, YamlType shape, Code unknown) {
            String field = Yaml.text(key);
            String what = switch (unknown) {
                case STEP_UNKNOWN -> "no step is called " + field;
                case ENTRY_UNKNOWN -> "no entry of a route file is called " + field;
                default -> name + " has no field " + field;
            };
            findings.add(unknown, key, what, fix(camelCase(key), shape.fieldNames()));
        }

        private static String fix(String wrong, Collection<String> names) {
            String near = Nearest.close(wrong, names).orElse(null);
            if (near != null) {
                return "correct the name, the nearest is " + near;
            }
            return names.size() > MAX_LISTED
                    ? "correct the name, or delete it"
                    : "correct the name, or delete it; there are " + Findings.listed(names);
        }

        private void checkList(SequenceNode list, String name, YamlType shape) {
            if (!shape.accepts("array")) {
                addType(list, name + " has a list", shape);
                return;
            }
            shape.items().ifPresent(items -> {
                Code unknown = name.equals("steps") ? Code.STEP_UNKNOWN : Code.FIELD_UNKNOWN;
                String entries = name.equals("steps") ? "a step" : "an entry of " + name;
                list.getValue().forEach(each -> check(each, each, entries, items, unknown));
            });
        }

        private void checkText(ScalarNode scalar, String name, YamlType shape) {
            String text = scalar.getValue();
            if (text.isEmpty() || text.contains("{{")) {
                return;
            }
            if (!shape.acceptsScalar()) {
                addType(scalar, name + " has a text", shape);
            } else if (!shape.values().isEmpty()
                    && shape.values().stream().noneMatch(each -> Option.same(each, text))) {
                findings.add(
                        Code.FIELD_VALUE,
                        scalar,
                        name + " cannot be " + text,
                        "use one of " + String.join(", ", shape.values()));
            } else if (!shape.accepts("string") && !shape.accepts("array") && !fits(text, shape)) {
                addType(scalar, name + " is " + text, shape);
            }
        }

        private void addType(Node value, String what, YamlType shape) {
            findings.add(Code.FIELD_TYPE, value, what, "write " + shape.description());
        }

        private static boolean fits(String text, YamlType shape) {
            return (shape.accepts("boolean") && text.matches("(?i)true|false"))
                    || ((shape.accepts("number") || shape.accepts("integer")) && text.matches("[+-]?[\\d.]+"));
        }

        private static String camelCase(Node key) {
            return StringHelper.dashToCamelCase(Yaml.text(key));
        }
    }
}
