package io.howdah.runtime.source;

import static io.howdah.runtime.source.Yaml.entries;
import static io.howdah.runtime.source.Yaml.fields;
import static io.howdah.runtime.source.Yaml.place;
import static io.howdah.runtime.source.Yaml.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The route files of an application as YAML, and where routes and texts are in them; what is wrong with them is not judged. */
public final class RouteFiles {

    private final List<RouteDocument> documents;
    private final Map<String, String> routes = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, String> entries = new HashMap<>();

    private RouteFiles(List<RouteDocument> documents) {
        this.documents = documents;
        documents.forEach(document -> document.root().ifPresent(root -> {
            remember(root);
            entries(root).forEach(entry -> fields(entry).forEach(this::rememberRoute));
            entries(root).forEach(entry -> keep(entry, document.file().text()));
        }));
    }

    /** Reads all files; one that cannot be read says so itself. */
    public static RouteFiles read(List<RouteFile> files) {
        return new RouteFiles(files.stream().map(RouteDocument::read).toList());
    }

    /**
     * Return itself, if all files can be read.
     *
     * @throws StartException with a line for each that cannot
     */
    public RouteFiles requireReadable() {
        List<String> broken = documents.stream()
                .flatMap(document -> document.failure().stream()
                        .map(problem -> document.failurePlace() + ": " + problem
                                + "; correct the name, the indentation or the quotes there"))
                .toList();
        if (!broken.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), broken));
        }
        return this;
    }

    /** Return all files. */
    public List<RouteDocument> documents() {
        return documents;
    }

    /** Return the ids of all routes. */
    public Set<String> routeIds() {
        return Set.copyOf(routes.keySet());
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

    private void remember(Node node) {
        if (node instanceof ScalarNode scalar) {
            texts.putIfAbsent(scalar.getValue(), place(scalar).toString());
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(this::remember);
        } else if (node instanceof MappingNode mapping) {
            mapping.getValue().stream().map(NodeTuple::getValueNode).forEach(this::remember);
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

    private void rememberRoute(String kind, Node entry) {
        Map<String, Node> fields = fields(entry);
        switch (kind) {
            case "route" -> rememberId(fields.get("id"));
            case "templatedRoute" -> rememberId(fields.get("routeId"));
            default -> {
                // No route.
            }
        }
    }

    private void rememberId(@Nullable Node id) {
        if (id != null) {
            routes.putIfAbsent(text(id), place(id).toString());
        }
    }
}
