package io.howdah.runtime.check;

import io.howdah.runtime.source.Yaml;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A route template.
 *
 * @param element its entry
 */
record Template(Element element) {

    String id() {
        return element.text("id");
    }

    /** Returns the fields of each parameter, by the parameter's name. */
    Map<String, Map<String, Node>> parameters() {
        Map<String, Map<String, Node>> parameters = new LinkedHashMap<>();
        for (Node parameter : Yaml.entries(element.fields().get("parameters"))) {
            Map<String, Node> fields = Yaml.fields(parameter);
            parameters.put(Yaml.text(fields.get("name")), fields);
        }
        return parameters;
    }

    /** Returns the default value of a parameter. */
    Optional<String> defaultOf(String parameter) {
        return Optional.ofNullable(
                        parameters().getOrDefault(parameter, Map.of()).get("defaultValue"))
                .map(Yaml::text);
    }

    /** Returns the names of the parameters that each templated route must set. */
    Set<String> required() {
        return parameters().entrySet().stream()
                .filter(parameter -> !parameter.getValue().containsKey("defaultValue"))
                .filter(parameter ->
                        !Yaml.text(parameter.getValue().get("required")).equals("false"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
