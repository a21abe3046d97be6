package io.howdah.runtime.check;

import io.howdah.config.Nearest;
import io.howdah.runtime.source.Yaml;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.nodes.Node;

/** Checks that components exist, and that they accept the options that routes set. */
final class EndpointCheck implements Check {

    @Override
    public void check(Declared declared, Findings findings) {
        declared.endpoints().forEach(endpoint -> {
            String scheme = endpoint.scheme().orElse(null);
            if (scheme == null || scheme.equals("kamelet")) {
                checkUri(endpoint, findings);
                return;
            }
            Optional<Component> component = declared.classPath().component(scheme);
            if (component.isPresent()) {
                component
                        .filter(Component::isKnown)
                        .ifPresent(known -> checkOptions(endpoint, scheme, known, declared, findings));
            } else if (!declared.hasBean(scheme) && !endpoint.isDynamic()) {
                findings.add(
                        Code.COMPONENT_UNKNOWN,
                        endpoint.uriNode(),
                        "no component is called " + scheme,
                        "correct the URI's scheme"
                                + Nearest.close(scheme, declared.classPath().schemes())
                                        .map(near -> ", the nearest is " + near)
                                        .orElse(", or put the component's JAR on the class path"));
            }
        });
    }

    private static void checkUri(Endpoint endpoint, Findings findings) {
        if (!endpoint.uri().contains("{{")
                && !endpoint.isDynamic()
                && endpoint.scheme().isEmpty()) {
            findings.add(
                    Code.COMPONENT_UNKNOWN,
                    endpoint.uriNode(),
                    endpoint.uri() + " is not a URI",
                    "begin it with a component, such as direct:" + endpoint.uri());
        }
    }

    private static void checkOptions(
            Endpoint endpoint, String scheme, Component component, Declared declared, Findings findings) {
        endpoint.element().field("parameters").ifPresent(parameters -> {
            if (parameters instanceof org.snakeyaml.engine.v2.nodes.MappingNode mapping) {
                mapping.getValue()
                        .forEach(tuple -> checkOption(
                                endpoint,
                                scheme,
                                component,
                                tuple.getKeyNode(),
                                tuple.getValueNode(),
                                declared,
                                findings));
            }
        });
        if (endpoint.isDynamic() || endpoint.uri().contains("?")) {
            return;
        }
        Map<String, Node> given = endpoint.options();
        for (String required : component.required()) {
            boolean isSet = component.isPath(required)
                    ? !endpoint.path().isEmpty() || given.containsKey(required)
                    : given.containsKey(required);
            if (!isSet) {
                findings.add(
                        Code.OPTION_MISSING,
                        endpoint.uriNode(),
                        scheme + ": needs " + required,
                        component.isPath(required) ? "write it after the colon" : "add it under parameters:");
            }
        }
    }

    private static void checkOption(
            Endpoint endpoint,
            String scheme,
            Component component,
            Node key,
            Node value,
            Declared declared,
            Findings findings) {
        String name = StringHelper.dashToCamelCase(Yaml.text(key));
        Optional<Option> option = component.option(name);
        if (option.isEmpty()) {
            if (!component.hasFreeOption(Yaml.text(key))
                    && !declared.surroundings().options(scheme).contains(name)) {
                findings.add(
                        Code.OPTION_UNKNOWN,
                        key,
                        scheme + ": has no option " + name,
                        Nearest.close(name, component.optionNames())
                                .map(near -> "correct it to " + near + ", or delete it")
                                .orElse("correct or delete it under parameters:"));
            }
            return;
        }
        String text = declared.resolve(endpoint.element(), value).orElse("#");
        if (text.startsWith("#") || text.contains("${") || text.isEmpty()) {
            return;
        }
        option.get()
                .violatedRule(text)
                .ifPresent(rule -> findings.add(
                        Code.OPTION_VALUE,
                        value,
                        scheme + ": " + name + "=" + text + " must be " + rule,
                        "correct its value"));
    }
}
