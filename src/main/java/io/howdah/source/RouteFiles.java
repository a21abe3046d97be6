package io.howdah.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The route files, looked through before Camel loads them: broken YAML, a key or a route id that is there twice, and what a
 * templated route gives its template. Camel says these for the first file alone, without the place, or not at all. What is
 * left to Camel is placed by {@link #placeOfRoute} and {@link #placeOfText}.
 */
public final class RouteFiles {

    private record Template(Set<String> known, Set<String> required) {}

    private record Use(Node node, Map<String, Node> fields) {}

    private final List<String> problems = new ArrayList<>();
    private final Map<String, Template> templates = new HashMap<>();
    private final List<Use> uses = new ArrayList<>();
    private final Set<String> configurations = new HashSet<>();
    private final List<Node> configured = new ArrayList<>();
    private final Map<String, String> routes = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, String> entries = new HashMap<>();

    private RouteFiles() {}

    /**
     * Reads all files.
     *
     * @param withJava whether Java routes are loaded too, which may bring templates that no file has
     * @throws StartException with everything that is wrong, one line each: {@code file:line:column: what; cure}
     */
    public static RouteFiles read(List<RouteFile> files, boolean withJava) {
        RouteFiles result = new RouteFiles();
        files.forEach(result::add);
        result.uses.forEach(use -> result.checkUse(use, withJava));
        if (!withJava) {
            result.configured.forEach(result::checkConfiguration);
        }
        if (!result.problems.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), result.problems));
        }
        return result;
    }

    /** Return where the route with this id is written: {@code file:line:column}. */
    public Optional<String> placeOfRoute(String id) {
        return Optional.ofNullable(routes.get(id));
    }

    /** Return where this text first stands as a value of its own: {@code file:line:column}. */
    public Optional<String> placeOfText(String text) {
        return Optional.ofNullable(texts.get(text));
    }

    /** Return the YAML of the route with this id, or of the templated route, as it is written. */
    public Optional<String> textOfRoute(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    private void add(RouteFile file) {
        try {
            Optional<Node> root =
                    new Compose(LoadSettings.builder().setLabel(file.name()).build()).composeString(file.text());
            if (root.isEmpty()) {
                problems.add(file.name() + ": holds no route; write one, or delete the file");
            } else if (root.get() instanceof SequenceNode list) {
                list.getValue().forEach(this::look);
                list.getValue().forEach(entry -> fields(entry).forEach(this::addEntry));
                list.getValue().forEach(entry -> keep(entry, file.text()));
            } else if (!fields(root.get()).containsKey("apiVersion")) {
                problem(root.get(), "is not a list, so that Camel would ignore it; begin each entry with '- route:'");
            }
        } catch (MarkedYamlEngineException e) {
            problems.add(RouteFailure.brokenYaml(e));
        }
    }

    /** Remembers where each value stands, and finds keys that are there twice. */
    private void look(Node node) {
        if (node instanceof ScalarNode scalar) {
            texts.putIfAbsent(scalar.getValue(), place(scalar));
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(this::look);
        } else if (node instanceof MappingNode mapping) {
            Set<String> keys = new HashSet<>();
            for (NodeTuple tuple : mapping.getValue()) {
                String key = text(tuple.getKeyNode());
                if (!keys.add(key)) {
                    problem(tuple.getKeyNode(), key + " is there twice, and only the last would count; delete one");
                }
                look(tuple.getValueNode());
            }
        }
    }

    private void keep(Node entry, String text) {
        Map<String, Node> kinds = fields(entry);
        Node id = kinds.containsKey("route")
                ? fields(kinds.get("route")).get("id")
                : kinds.containsKey("templatedRoute")
                        ? fields(kinds.get("templatedRoute")).get("routeId")
                        : null;
        if (id != null && entry.getStartMark().isPresent() && entry.getEndMark().isPresent()) {
            int begin = text.offsetByCodePoints(0, entry.getStartMark().get().getIndex());
            int end = text.offsetByCodePoints(0, entry.getEndMark().get().getIndex());
            entries.putIfAbsent(text(id), text.substring(begin, end));
        }
    }

    private void addEntry(String kind, Node entry) {
        Map<String, Node> fields = fields(entry);
        switch (kind) {
            case "route" -> {
                addRoute(fields.get("id"));
                Node configuration = fields.get("routeConfigurationId");
                if (configuration != null) {
                    configured.add(configuration);
                }
            }
            case "routeConfiguration" -> configurations.add(text(fields.get("id")));
            case "templatedRoute" -> {
                addRoute(fields.get("routeId"));
                uses.add(new Use(entry, fields));
            }
            case "routeTemplate" -> addTemplate(fields);
            default -> {
                // Camel's own to read.
            }
        }
    }

    private void addRoute(@Nullable Node id) {
        if (id == null) {
            return;
        }
        String first = routes.putIfAbsent(text(id), place(id));
        if (first != null) {
            problem(id, "route id " + text(id) + " is taken by " + first + "; give one of them another id");
        }
    }

    private void addTemplate(Map<String, Node> fields) {
        Set<String> known = new HashSet<>();
        Set<String> required = new HashSet<>();
        for (Node parameter : entries(fields.get("parameters"))) {
            Map<String, Node> of = fields(parameter);
            String name = text(of.get("name"));
            known.add(name);
            if (!of.containsKey("defaultValue") && !text(of.get("required")).equals("false")) {
                required.add(name);
            }
        }
        templates.put(text(fields.get("id")), new Template(known, required));
    }

    private void checkUse(Use use, boolean withJava) {
        Node reference = use.fields().getOrDefault("routeTemplateRef", use.node());
        Template template = templates.get(text(reference));
        if (template == null) {
            if (!withJava) {
                problem(
                        reference,
                        "no template is called " + text(reference) + "; there are " + listed(templates.keySet()));
            }
            return;
        }
        Set<String> missing = new HashSet<>(template.required());
        for (Node parameter : entries(use.fields().get("parameters"))) {
            Node name = fields(parameter).getOrDefault("name", parameter);
            missing.remove(text(name));
            if (!template.known().contains(text(name))) {
                problem(
                        name,
                        "template " + text(reference) + " has no parameter " + text(name) + "; it has "
                                + listed(template.known()));
            }
        }
        missing.stream()
                .sorted()
                .forEach(name -> problem(
                        reference,
                        "template " + text(reference) + " needs the parameter " + name + "; add it to parameters"));
    }

    /** Camel takes a list of ids or patterns, and leaves a route that names none without its error policy. */
    private void checkConfiguration(Node reference) {
        for (String id : text(reference).split(",", -1)) {
            if (!id.contains("*") && !configurations.contains(id)) {
                problem(reference, "no routeConfiguration is called " + id + "; there are " + listed(configurations));
            }
        }
    }

    private static String listed(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }

    private void problem(Node node, String text) {
        problems.add(place(node) + ": " + text);
    }

    private static String place(Node node) {
        return node.getStartMark().map(RouteFailure::place).orElse("routes");
    }

    private static String text(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private static List<Node> entries(@Nullable Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    private static Map<String, Node> fields(Node node) {
        Map<String, Node> fields = new HashMap<>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> fields.put(text(tuple.getKeyNode()), tuple.getValueNode()));
        }
        return fields;
    }
}
