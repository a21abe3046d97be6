package io.howdah.runtime.check;

import io.howdah.config.Nearest;
import io.howdah.runtime.source.Yaml;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;

/** Checks that the templates, parameters and routeConfigurations that routes name exist. */
final class TemplateCheck implements Check {

    @Override
    public void check(Declared declared, Findings findings) {
        declared.uses().forEach(use -> checkUse(use, declared, findings));
        if (!declared.withJava()) {
            checkConfigurations(declared, findings);
        }
    }

    private static void checkUse(TemplateUse use, Declared declared, Findings findings) {
        Template template = declared.templates().get(use.template());
        if (template != null) {
            checkParameters(use, template, findings);
        } else if (!declared.withJava()) {
            findings.add(
                    Code.TEMPLATE_UNKNOWN,
                    use.reference(),
                    "no template is called " + use.template(),
                    "correct the name; there are "
                            + Findings.listed(declared.templates().keySet()));
        }
    }

    private static void checkParameters(TemplateUse use, Template template, Findings findings) {
        Set<String> known = template.parameters().keySet();
        Set<String> missing = new TreeSet<>(template.required());
        for (Node parameter : Yaml.entries(use.element().fields().get("parameters"))) {
            Map<String, Node> fields = Yaml.fields(parameter);
            String name = Yaml.text(fields.get("name"));
            missing.remove(name);
            if (!known.contains(name)) {
                findings.add(
                        Code.PARAMETER_UNKNOWN,
                        fields.getOrDefault("name", parameter),
                        "template " + template.id() + " has no parameter " + name,
                        "correct the name; "
                                + Nearest.close(name, known)
                                        .map(near -> "the nearest is " + near)
                                        .orElse("it has " + Findings.listed(known)));
            }
        }
        missing.forEach(name -> findings.add(
                Code.PARAMETER_MISSING, use.reference(), "template " + template.id() + " needs the parameter " + name));
    }

    /** Checks each id of the lists; Camel also accepts patterns. */
    private static void checkConfigurations(Declared declared, Findings findings) {
        Set<String> known = declared.entries("routeConfiguration")
                .map(entry -> entry.text("id"))
                .collect(Collectors.toSet());
        for (RouteEntry route : declared.routes()) {
            route.element().field("routeConfigurationId").ifPresent(reference -> {
                for (String id :
                        declared.resolve(route.element(), reference).orElse("*").split(",", -1)) {
                    if (!id.contains("*") && !known.contains(id)) {
                        findings.add(
                                Code.CONFIGURATION_UNKNOWN,
                                reference,
                                "no routeConfiguration is called " + id,
                                "correct the name; there are " + Findings.listed(known));
                    }
                }
            });
        }
    }
}
