package io.howdah.runtime.check;

import io.howdah.config.Nearest;
import io.howdah.runtime.source.Yaml;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** Checks that the beans, classes and methods that routes name exist. */
final class BeanCheck implements Check {

    /** Fields of a step that name a bean. */
    private static final List<String> REFERENCES = List.of("ref", "aggregationStrategy", "errorHandlerRef");

    /** Fields that name a class. */
    private static final List<String> CLASSES = List.of("beanType", "unmarshalType");

    @Override
    public void check(Declared declared, Findings findings) {
        declared.elements().forEach(element -> {
            if (REFERENCES.contains(element.key()) && isOfStep(element)) {
                checkReference(element, element.value(), "#" + Yaml.text(element.value()), declared, findings);
            } else if (element.is("routePolicy")) {
                checkReference(element, element.value(), "#" + Yaml.text(element.value()), declared, findings);
            } else if (CLASSES.contains(element.key())) {
                checkClass(element.value(), declared, findings);
            } else if (element.is("exception")) {
                Yaml.entries(element.value()).forEach(name -> checkClass(name, declared, findings));
            } else if (element.is("beans")) {
                Yaml.entries(element.value())
                        .forEach(bean -> Optional.ofNullable(Yaml.fields(bean).get("type"))
                                .filter(type -> !Yaml.text(type).contains("("))
                                .ifPresent(type -> checkClass(type, declared, findings)));
            }
            if (element.is("bean", "method")) {
                checkMethod(element, declared, findings);
            }
        });
        declared.endpoints().forEach(endpoint -> {
            endpoint.options().values().stream()
                    .filter(value -> Yaml.text(value).startsWith("#"))
                    .forEach(value -> checkReference(endpoint.element(), value, Yaml.text(value), declared, findings));
            if (endpoint.scheme().filter("bean"::equals).isPresent() && !endpoint.isDynamic()) {
                checkReference(endpoint.element(), endpoint.uriNode(), "#" + endpoint.path(), declared, findings);
            }
        });
    }

    private static boolean isOfStep(Element element) {
        Element parent = element.parent();
        return parent != null && (!element.is("ref") || parent.is("bean", "process", "method"));
    }

    private static void checkReference(
            Element where, Node node, String reference, Declared declared, Findings findings) {
        Optional<String> resolved = declared.resolve(where, reference).map(text -> text.replaceFirst("^##", "#"));
        if (resolved.isEmpty() || resolved.get().contains("${")) {
            return;
        }
        String text = resolved.get();
        if (text.startsWith("#class:")) {
            checkClass(node, text.replaceFirst("#class:", "").replaceFirst("[#(].*", ""), declared, findings);
            return;
        }
        String name = text.replaceFirst("^#(bean:)?", "");
        if (!declared.withJava()
                && !name.isEmpty()
                && !name.contains(":")
                && !name.startsWith("valueAs(")
                && !declared.hasBean(name)
                && declared.classPath().find(name).isEmpty()) {
            findings.add(
                    Code.BEAN_UNKNOWN,
                    node,
                    "no bean is called " + name,
                    "correct the name"
                            + Nearest.close(name, declared.beans())
                                    .map(near -> ", the nearest is " + near)
                                    .orElse("")
                            + ", or declare it under beans:");
        }
    }

    private static void checkClass(Node node, Declared declared, Findings findings) {
        checkClass(node, Yaml.text(node).replaceFirst("^#class:", ""), declared, findings);
    }

    private static void checkClass(Node node, String name, Declared declared, Findings findings) {
        if (!name.contains("{{")
                && name.contains(".")
                // The classes of java/ are not compiled yet.
                && !declared.sources().hasJava()
                && declared.classPath().find(name.replaceFirst("\\[]$", "")).isEmpty()) {
            findings.add(
                    Code.CLASS_MISSING,
                    node,
                    "class " + name + " is not on the class path",
                    "correct its name, or add its JAR");
        }
    }

    private static void checkMethod(Element call, Declared declared, Findings findings) {
        String name = call.text("method").replaceFirst("\\(.*", "");
        if (name.isEmpty() || name.contains("{") || name.contains("$")) {
            return;
        }
        declared.classPath().find(call.text("beanType")).ifPresent(type -> {
            if (Arrays.stream(type.getMethods())
                    .noneMatch(method -> method.getName().equals(name))) {
                findings.add(
                        Code.METHOD_UNKNOWN,
                        call.field("method").orElse(call.keyNode()),
                        type.getName() + " has no public method " + name,
                        "correct the method");
            }
        });
    }
}
