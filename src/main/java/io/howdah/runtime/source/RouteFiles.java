package io.howdah.runtime.source;

import static io.howdah.runtime.source.Yaml.entries;
import static io.howdah.runtime.source.Yaml.fields;
import static io.howdah.runtime.source.Yaml.location;
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

/** The route files of an application as YAML, with the source locations of routes and texts. Checks nothing but the YAML syntax. */
public final class RouteFiles {

    private final List<RouteDocument> documents;
    private final Map<String, String> routes = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, String> entries = new HashMap<>();

    private RouteFiles(List<RouteDocument> documents) {
        this.documents = documents;
        documents.forEach(document -> document.root().ifPresent(root -> {
            indexTexts(root);
            entries(root).forEach(entry -> fields(entry).forEach(this::indexRoute));
            entries(root).forEach(entry -> indexEntry(entry, document.file().text()));
        }));
    }

    /** Reads all files; {@link RouteDocument#failure} has the reason for those that cannot be read. */
    public static RouteFiles read(List<RouteFile> files) {
        return new RouteFiles(files.stream().map(RouteDocument::read).toList());
    }

    /**
     * Returns this object if all files can be read.
     *
     * @throws StartException with one line per file that cannot
     */
    public RouteFiles requireReadable() {
        List<String> broken = documents.stream()
                .flatMap(document -> document.failure().stream()
                        .map(problem -> document.failureLocation() + ": " + problem
                                + "; correct the name, the indentation or the quotes there"))
                .toList();
        if (!broken.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), broken));
        }
        return this;
    }

    /** Returns all files. */
    public List<RouteDocument> documents() {
        return documents;
    }

    /** Returns the ids of all routes. */
    public Set<String> routeIds() {
        return Set.copyOf(routes.keySet());
    }

    /** Returns the location of the route with this id: {@code file:line:column}. */
    public Optional<String> locationOfRoute(String id) {
        return Optional.ofNullable(routes.get(id));
    }

    /** Returns the location of the first value that equals this text: {@code file:line:column}. */
    public Optional<String> locationOfText(String text) {
        return Optional.ofNullable(texts.get(text));
    }

    /** Returns the YAML source of the route or templated route with this id. */
    public Optional<String> textOfRoute(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    private void indexTexts(Node node) {
        if (node instanceof ScalarNode scalar) {
            texts.putIfAbsent(scalar.getValue(), location(scalar).toString());
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(this::indexTexts);
        } else if (node instanceof MappingNode mapping) {
            mapping.getValue().stream().map(NodeTuple::getValueNode).forEach(this::indexTexts);
        }
    }

    private void indexEntry(Node entry, String text) {
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

    private void indexRoute(String kind, Node entry) {
        Map<String, Node> fields = fields(entry);
        switch (kind) {
            case "route" -> indexId(fields.get("id"));
            case "templatedRoute" -> indexId(fields.get("routeId"));
            default -> {
                // Not a route.
            }
        }
    }

    private void indexId(@Nullable Node id) {
        if (id != null) {
            routes.putIfAbsent(text(id), location(id).toString());
        }
    }
}
