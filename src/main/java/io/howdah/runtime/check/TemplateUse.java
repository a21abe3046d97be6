package io.howdah.runtime.check;

import io.howdah.runtime.source.Yaml;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A route that is made of a template.
 *
 * @param element its entry
 */
record TemplateUse(Element element) {

    /** Return the name of the template, where it is written. */
    Node reference() {
        return element.field("routeTemplateRef").orElse(element.keyNode());
    }

    String template() {
        return element.text("routeTemplateRef");
    }

    /** Return the values that it gives, by the names of the parameters. */
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
