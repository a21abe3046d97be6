package io.howdah.runtime.check;

import io.howdah.runtime.source.Yaml;
import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Checks that routes have unique ids and a description, and steps an id. */
final class RouteIdCheck implements Check {

    @Override
    public void check(Declared declared, Findings findings) {
        Map<String, Node> nodesById = new HashMap<>();
        declared.elements().filter(element -> element.parent() == null).forEach(entry -> {
            switch (entry.key()) {
                case "route", "from" -> {
                    checkId(entry, "id", nodesById, findings);
                    if (entry.text("description").isBlank()) {
                        findings.add(
                                Code.ROUTE_WITHOUT_DESCRIPTION,
                                entry.location(),
                                new RouteEntry(entry).name() + " has no description");
                    }
                }
                case "templatedRoute" -> checkId(entry, "routeId", nodesById, findings);
                default -> {
                    // Not a route.
                }
            }
        });
        declared.elements()
                .filter(Element::isStep)
                .filter(step -> step.text("id").isBlank())
                .forEach(step ->
                        findings.add(Code.STEP_WITHOUT_ID, step.location(), "the step " + step.key() + " has no id"));
    }

    private static void checkId(Element entry, String field, Map<String, Node> nodesById, Findings findings) {
        Node id = entry.field(field).orElse(null);
        if (id == null || Yaml.text(id).isBlank()) {
            findings.add(Code.ROUTE_WITHOUT_ID, entry.location(), "the route has no id", "add " + field);
            return;
        }
        Node first = nodesById.putIfAbsent(Yaml.text(id), id);
        if (first != null) {
            findings.add(
                    Code.ROUTE_ID_TAKEN,
                    id,
                    "route id " + Yaml.text(id) + " is already used at " + Yaml.location(first));
        }
    }
}
