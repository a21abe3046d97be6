package io.howdah.runtime.check;

import io.howdah.runtime.source.Yaml;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A templated route: a route that Camel creates from a template.
 *
 * @param element its entry
 */
record TemplateUse(Element element) {

    /** Returns the node with the template's name. */
    Node reference() {
        return element.field("routeTemplateRef").orElse(element.keyNode());
    }

    String template() {
        return element.text("routeTemplateRef");
    }

    /** Returns the values of the parameters, by name. */
    Map<String, Node> values() {
        Map<String, Node> values = new LinkedHashMap<>();
        for (Node parameter : Yaml.entries(element.fields().get("parameters"))) {
            Map<String, Node> fields = Yaml.fields(parameter);
            Node value = fields.get("value");
            if (value != null) {
                values.put(Yaml.text(fields.get("name")), value);
            }
        }
        return values;
    }

    Optional<Node> value(String parameter) {
        return Optional.ofNullable(values().get(parameter));
    }
}
