package io.howdah.reload;

import io.howdah.source.RouteFile;
import io.howdah.source.StartException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** What an application's route files say, entry by entry, so that two states of it can be compared. Comments say nothing. */
final class WrittenRoutes {

    private static final String ROUTE = "route";
    private static final String TEMPLATED = "templatedRoute";
    private static final String TEMPLATE = "routeTemplate";
    private static final String CONFIGURATION = "routeConfiguration";

    /**
     * An entry of a file's list.
     *
     * @param name the id of what it declares, "" if it has none
     * @param content all that it says
     * @param template the id of the template that it is made from, "" if it is made from none
     * @param from the URI that a route begins with, "" if that is its template's
     * @param first its first line, from 0
     * @param end the line behind its last one
     */
    private record Entry(
            RouteFile file,
            String kind,
            String name,
            String content,
            String template,
            String from,
            String place,
            int first,
            int end) {

        boolean isRoute() {
            return kind.equals(ROUTE) || kind.equals(TEMPLATED);
        }
    }

    private final List<Entry> entries;

    private WrittenRoutes(List<Entry> entries) {
        this.entries = entries;
    }

    /** Reads files that were found to be in order. */
    static WrittenRoutes read(List<RouteFile> files) {
        List<Entry> entries = new ArrayList<>();
        files.forEach(file -> read(file, entries));
        return new WrittenRoutes(entries);
    }

    private static void read(RouteFile file, List<Entry> entries) {
        Node root = new Compose(LoadSettings.builder().setLabel(file.name()).build())
                .composeString(file.text())
                .orElse(null);
        if (!(root instanceof SequenceNode list)) {
            return;
        }
        List<Node> nodes = list.getValue();
        int lines = (int) file.text().lines().count();
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i) instanceof MappingNode entry && entry.getValue().size() == 1) {
                int end = i + 1 < nodes.size() ? line(nodes.get(i + 1)) : lines;
                entries.add(entry(file, entry.getValue().get(0), line(entry), end));
            }
        }
    }

    private static Entry entry(RouteFile file, NodeTuple tuple, int first, int end) {
        String kind = text(tuple.getKeyNode());
        Node value = tuple.getValueNode();
        String name = text(field(value, kind.equals(TEMPLATED) ? "routeId" : "id"));
        String place = file.name() + ":" + (first + 1) + ":1";
        return new Entry(
                file,
                kind,
                name,
                content(value),
                text(field(value, "routeTemplateRef")),
                from(value),
                place,
                first,
                end);
    }

    private static String from(Node route) {
        Node from = field(route, "from");
        return from == null ? "" : text(field(from, "uri"));
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0);
    }

    private static @Nullable Node field(Node node, String name) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (text(tuple.getKeyNode()).equals(name)) {
                    return tuple.getValueNode();
                }
            }
        }
        return null;
    }

    private static String text(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private static String content(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream()
                    .map(tuple -> text(tuple.getKeyNode()) + ": " + content(tuple.getValueNode()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(WrittenRoutes::content).collect(Collectors.joining(", ", "[", "]"));
        }
        String value = text(node);
        return value.length() + ":" + value;
    }

    /**
     * Return what is to be done so that what a former state declared becomes what this one does.
     *
     * @param touched models that are declared otherwise: the routes that name them are made again
     * @throws StartException if that takes a new start, one line each
     */
    RoutePlan after(WrittenRoutes former, Set<String> touched) {
        List<String> refusals = new ArrayList<>(refusals(former));
        if (!refusals.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), refusals));
        }
        Map<String, String> before = former.signatures();
        Map<String, String> now = signatures();
        Set<String> removed = new LinkedHashSet<>(before.keySet());
        removed.removeAll(now.keySet());
        Set<String> made = now.entrySet().stream()
                .filter(route -> !route.getValue().equals(before.get(route.getKey())) || names(route.getKey(), touched))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> stopped = new LinkedHashSet<>(removed);
        made.stream().filter(before::containsKey).forEach(stopped::add);
        return plan(former, stopped, made);
    }

    /** Return what puts back the routes that a plan has stopped, which led from these to others. */
    RoutePlan backFrom(WrittenRoutes others, RoutePlan plan) {
        return plan(others, Set.of(), plan.stopped());
    }

    private RoutePlan plan(WrittenRoutes former, Set<String> stopped, Set<String> made) {
        Set<String> templates = differing(former, TEMPLATE);
        Set<String> configurations = differing(former, CONFIGURATION);
        Set<String> gone = new LinkedHashSet<>(former.contents(CONFIGURATION).keySet());
        gone.removeAll(contents(CONFIGURATION).keySet());
        return new RoutePlan(
                stopped,
                made,
                former.callersOf(stopped),
                templates,
                configurations,
                gone,
                texts(entry -> (entry.kind().equals(TEMPLATE) && templates.contains(entry.name()))
                        || (entry.kind().equals(CONFIGURATION) && configurations.contains(entry.name()))),
                texts(entry -> entry.isRoute() && made.contains(entry.name())));
    }

    /** The routes that call these, directly or by others, and are none of them. */
    private Set<String> callersOf(Set<String> routes) {
        Set<String> called = new LinkedHashSet<>(routes);
        boolean more = true;
        while (more) {
            Set<String> uris = entries.stream()
                    .filter(entry ->
                            called.contains(entry.name()) && entry.from().startsWith("direct:"))
                    .map(Entry::from)
                    .collect(Collectors.toSet());
            more = entries.stream()
                            .filter(entry -> entry.isRoute() && !entry.name().isEmpty())
                            .filter(entry -> uris.stream()
                                    .anyMatch(uri -> !entry.from().equals(uri)
                                            && entry.content().contains(uri)))
                            .map(Entry::name)
                            .filter(called::add)
                            .count()
                    > 0;
        }
        called.removeAll(routes);
        return called;
    }

    /** What a route without an id says can be compared with nothing, and what is no route cannot be taken out again. */
    private List<String> refusals(WrittenRoutes former) {
        Set<String> before = former.others();
        Set<String> now = others();
        List<String> refusals = new ArrayList<>();
        entries.stream()
                .filter(entry -> entry.isRoute() && entry.name().isEmpty())
                .filter(entry -> !before.contains(entry.kind() + entry.content()))
                .map(entry -> entry.place() + ": a " + entry.kind()
                        + " without an id takes effect at the next start; give it an id")
                .forEach(refusals::add);
        entries.stream()
                .filter(entry -> !isSwappable(entry) && !entry.isRoute())
                .filter(entry -> !before.contains(entry.kind() + entry.content()))
                .map(entry -> entry.place() + ": " + entry.kind() + ": takes effect at the next start")
                .forEach(refusals::add);
        former.entries.stream()
                .filter(entry -> !isSwappable(entry))
                .filter(entry -> !now.contains(entry.kind() + entry.content()))
                .filter(entry -> refusals.isEmpty())
                .map(entry -> entry.file().name() + ": what it had as " + entry.kind() + " is gone at the next start")
                .forEach(refusals::add);
        return refusals;
    }

    private static boolean isSwappable(Entry entry) {
        return (entry.isRoute() || entry.kind().equals(TEMPLATE) || entry.kind().equals(CONFIGURATION))
                && !entry.name().isEmpty();
    }

    private Set<String> others() {
        return entries.stream()
                .filter(entry -> !isSwappable(entry))
                .map(entry -> entry.kind() + entry.content())
                .collect(Collectors.toSet());
    }

    /** What each route says, with what its template and the configurations say. */
    private Map<String, String> signatures() {
        Map<String, String> templates = new LinkedHashMap<>();
        StringBuilder configurations = new StringBuilder();
        for (Entry entry : entries) {
            if (entry.kind().equals(TEMPLATE)) {
                templates.put(entry.name(), entry.content());
            } else if (entry.kind().equals(CONFIGURATION)) {
                configurations.append(entry.content());
            }
        }
        Map<String, String> signatures = new LinkedHashMap<>();
        entries.stream()
                .filter(entry -> entry.isRoute() && !entry.name().isEmpty())
                .forEach(entry -> {
                    String template = templates.getOrDefault(entry.template(), "");
                    String policy = (entry.content() + template).contains("routeConfigurationId")
                            ? configurations.toString()
                            : "";
                    signatures.put(entry.name(), entry.content() + template + policy);
                });
        return signatures;
    }

    /** Whether a route made from a template has one of these models as a parameter. */
    private boolean names(String route, Set<String> models) {
        return entries.stream()
                .filter(entry -> entry.kind().equals(TEMPLATED) && entry.name().equals(route))
                .anyMatch(entry -> models.stream()
                        .anyMatch(model -> entry.content().contains(": " + model.length() + ":" + model + "}")));
    }

    private Set<String> differing(WrittenRoutes former, String kind) {
        Map<String, String> before = former.contents(kind);
        Set<String> differing = new LinkedHashSet<>();
        contents(kind).forEach((name, content) -> {
            if (!content.equals(before.get(name))) {
                differing.add(name);
            }
        });
        return differing;
    }

    private Map<String, String> contents(String kind) {
        Map<String, String> contents = new LinkedHashMap<>();
        entries.stream()
                .filter(entry -> entry.kind().equals(kind))
                .forEach(entry -> contents.put(entry.name(), entry.content()));
        return contents;
    }

    /** The files with these entries alone; all else is blank, so that what is said of a line is true. */
    private List<RouteFile> texts(Predicate<Entry> wanted) {
        Map<RouteFile, List<Entry>> byFile = entries.stream()
                .filter(wanted)
                .collect(Collectors.groupingBy(Entry::file, LinkedHashMap::new, Collectors.toList()));
        return byFile.entrySet().stream()
                .map(each -> new RouteFile(
                        each.getKey().name(),
                        each.getKey().location(),
                        blanked(each.getKey().text(), each.getValue())))
                .toList();
    }

    private static String blanked(String text, List<Entry> kept) {
        List<String> lines = text.lines().toList();
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            int line = i;
            if (kept.stream().anyMatch(entry -> entry.first() <= line && line < entry.end())) {
                result.append(lines.get(i));
            }
            result.append('\n');
        }
        return result.toString();
    }
}
