package io.howdah.runtime.reload;

import io.howdah.runtime.check.RouteReferences;
import io.howdah.runtime.source.RouteDocument;
import io.howdah.runtime.source.RouteFile;
import io.howdah.runtime.source.StartException;
import io.howdah.runtime.source.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * An entry of a route file's list.
 *
 * @param kind the kind of its declaration, such as {@link #ROUTE}
 * @param name the id of its declaration, "" if there is none
 * @param content its normalized content, without comments and differences of notation
 * @param template the id of the template that it uses, "" if it uses none
 * @param references its references
 * @param first its first line, from 0
 * @param end the line after its last one
 */
record WrittenEntry(
        RouteFile file,
        String kind,
        String name,
        String content,
        String template,
        RouteReferences.Entry references,
        int first,
        int end) {

    static final String ROUTE = "route";
    static final String TEMPLATED = "templatedRoute";
    static final String TEMPLATE = "routeTemplate";
    static final String CONFIGURATION = "routeConfiguration";

    /**
     * Reads a file.
     *
     * @throws StartException if it is not YAML: the file may have changed since it was checked
     */
    static List<WrittenEntry> of(RouteFile file, RouteReferences references) {
        RouteDocument document = RouteDocument.read(file);
        document.failure().ifPresent(problem -> {
            throw new StartException(document.failureLocation() + ": " + problem);
        });
        List<Node> nodes = Yaml.entries(document.root().orElse(null));
        List<WrittenEntry> entries = new ArrayList<>();
        int lines = (int) file.text().lines().count();
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i) instanceof MappingNode entry && entry.getValue().size() == 1) {
                int first = line(nodes.get(i));
                int end = i + 1 < nodes.size() ? line(nodes.get(i + 1)) : lines;
                NodeTuple tuple = entry.getValue().get(0);
                entries.add(of(file, tuple, references.of(document, tuple), first, end));
            }
        }
        return entries;
    }

    private static WrittenEntry of(
            RouteFile file, NodeTuple entry, RouteReferences.Entry references, int first, int end) {
        String kind = Yaml.text(entry.getKeyNode());
        Map<String, Node> fields = Yaml.fields(entry.getValueNode());
        return new WrittenEntry(
                file,
                kind,
                Yaml.text(fields.get(kind.equals(TEMPLATED) ? "routeId" : "id")),
                content(entry.getValueNode()),
                Yaml.text(fields.get("routeTemplateRef")),
                references,
                first,
                end);
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0);
    }

    private static String content(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream()
                    .map(tuple -> Yaml.text(tuple.getKeyNode()) + ": " + content(tuple.getValueNode()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(WrittenEntry::content).collect(Collectors.joining(", ", "[", "]"));
        }
        String value = Yaml.text(node);
        return value.length() + ":" + value;
    }

    boolean isRoute() {
        return kind.equals(ROUTE) || kind.equals(TEMPLATED);
    }

    /** Returns whether the entry can be replaced while the others run. */
    boolean isSwappable() {
        return (isRoute() || kind.equals(TEMPLATE) || kind.equals(CONFIGURATION)) && !name.isEmpty();
    }

    /** Returns its start as {@code file:line:column}. */
    String location() {
        return file.name() + ":" + (first + 1) + ":1";
    }
}
