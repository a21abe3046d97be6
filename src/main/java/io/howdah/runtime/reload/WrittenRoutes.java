package io.howdah.runtime.reload;

import io.howdah.runtime.check.RouteReferences;
import io.howdah.runtime.source.Hooks;
import io.howdah.runtime.source.RouteFile;
import io.howdah.runtime.source.StartException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The entries of an application's route files at one time, to compare two states of the files. Ignores comments. */
final class WrittenRoutes {

    private final List<WrittenEntry> entries;

    private WrittenRoutes(List<WrittenEntry> entries) {
        this.entries = entries;
    }

    /** Reads files that lint has checked. */
    static WrittenRoutes read(List<RouteFile> files, RouteReferences references) {
        return new WrittenRoutes(files.stream()
                .flatMap(file -> WrittenEntry.of(file, references).stream())
                .toList());
    }

    /**
     * Returns the plan that turns the routes of a former state into those of this one.
     *
     * @param changedModels models with a changed declaration: the plan creates the routes that name them again
     * @throws StartException if a change needs a restart, one line per change
     */
    RoutePlan after(WrittenRoutes former, Set<String> changedModels) {
        List<String> refusals = new ArrayList<>(refusals(former));
        if (!refusals.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), refusals));
        }
        Map<String, String> before = former.signatures();
        Map<String, String> now = signatures();
        Set<String> removed = new LinkedHashSet<>(before.keySet());
        removed.removeAll(now.keySet());
        Set<String> created = now.entrySet().stream()
                .filter(route ->
                        !route.getValue().equals(before.get(route.getKey())) || names(route.getKey(), changedModels))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> stopped = new LinkedHashSet<>(removed);
        created.stream().filter(before::containsKey).forEach(stopped::add);
        return plan(former, stopped, created);
    }

    /** Returns the plan that restores these routes after a plan from these to others has failed. */
    RoutePlan backFrom(WrittenRoutes others, RoutePlan plan) {
        return plan(others, Set.of(), plan.stopped());
    }

    private RoutePlan plan(WrittenRoutes former, Set<String> stopped, Set<String> created) {
        Set<String> templates = differing(former, WrittenEntry.TEMPLATE);
        Set<String> configurations = differing(former, WrittenEntry.CONFIGURATION);
        Set<String> removedConfigurations =
                new LinkedHashSet<>(former.contents(WrittenEntry.CONFIGURATION).keySet());
        removedConfigurations.removeAll(contents(WrittenEntry.CONFIGURATION).keySet());
        return new RoutePlan(
                stopped,
                created,
                former.callersOf(stopped),
                templates,
                configurations,
                removedConfigurations,
                texts(entry -> (entry.kind().equals(WrittenEntry.TEMPLATE) && templates.contains(entry.name()))
                        || (entry.kind().equals(WrittenEntry.CONFIGURATION) && configurations.contains(entry.name()))),
                texts(entry -> entry.isRoute() && created.contains(entry.name())));
    }

    /** Returns the other routes that call these, directly or through others. */
    private Set<String> callersOf(Set<String> routes) {
        Set<String> called = new LinkedHashSet<>(routes);
        boolean more = true;
        while (more) {
            Set<String> endpoints = routes().filter(route -> called.contains(route.name()))
                    .flatMap(route -> route.references().from().stream())
                    .collect(Collectors.toSet());
            more = routes().filter(route -> !Collections.disjoint(endpoints, callsOf(route)))
                            .map(WrittenEntry::name)
                            .filter(called::add)
                            .count()
                    > 0;
        }
        called.removeAll(routes);
        return called;
    }

    /** Returns the endpoints that a route or its template calls. */
    private Set<String> callsOf(WrittenEntry route) {
        return Stream.concat(Stream.of(route), templateOf(route).stream())
                .flatMap(entry -> entry.references().calls().stream())
                .collect(Collectors.toSet());
    }

    private Stream<WrittenEntry> routes() {
        return entries.stream().filter(entry -> entry.isRoute() && !entry.name().isEmpty());
    }

    private Optional<WrittenEntry> templateOf(WrittenEntry route) {
        return entries.stream()
                .filter(entry -> entry.kind().equals(WrittenEntry.TEMPLATE)
                        && entry.name().equals(route.template()))
                .findFirst();
    }

    /** Returns the changes that need a restart: routes without an id cannot be compared, and Camel cannot remove other entries. */
    private List<String> refusals(WrittenRoutes former) {
        Set<String> before = former.others();
        Set<String> now = others();
        List<String> refusals = new ArrayList<>();
        entries.stream()
                .filter(entry -> entry.isRoute() && entry.name().isEmpty())
                .filter(entry -> !before.contains(entry.kind() + entry.content()))
                .map(entry -> entry.location() + ": a " + entry.kind()
                        + " without an id cannot be reloaded; add an id, or restart Howdah")
                .forEach(refusals::add);
        entries.stream()
                .filter(entry -> !entry.isSwappable() && !entry.isRoute())
                .filter(entry -> !before.contains(entry.kind() + entry.content()))
                .map(entry -> entry.location() + ": a change of " + entry.kind()
                        + " cannot be reloaded; restart Howdah to apply it")
                .forEach(refusals::add);
        former.entries.stream()
                .filter(entry -> !entry.isSwappable())
                .filter(entry -> !now.contains(entry.kind() + entry.content()))
                .filter(entry -> refusals.isEmpty())
                .map(entry -> entry.file().name() + ": the removal of a " + entry.kind()
                        + " cannot be reloaded; restart Howdah to apply it")
                .forEach(refusals::add);
        return refusals;
    }

    private Set<String> others() {
        return entries.stream()
                .filter(entry -> !entry.isSwappable())
                .map(entry -> entry.kind() + entry.content())
                .collect(Collectors.toSet());
    }

    /** Returns the {@code direct:} endpoints that routes read from. */
    Set<String> fromEndpoints() {
        return entries.stream()
                .flatMap(entry -> entry.references().from().stream())
                .collect(Collectors.toSet());
    }

    /** Returns the content of each route with its template and configurations, and the defined hooks that it calls; by route id. */
    private Map<String, String> signatures() {
        String configurations = entries.stream()
                .filter(entry -> entry.kind().equals(WrittenEntry.CONFIGURATION))
                .map(WrittenEntry::content)
                .collect(Collectors.joining());
        Map<String, String> signatures = new LinkedHashMap<>();
        Set<String> hooks = fromEndpoints();
        hooks.retainAll(Hooks.ALL);
        routes().forEach(route -> {
            Optional<WrittenEntry> template = templateOf(route);
            boolean configured = Stream.concat(Stream.of(route), template.stream())
                    .anyMatch(entry -> entry.references().hasConfiguration());
            Set<String> called = new TreeSet<>(callsOf(route));
            called.retainAll(hooks);
            signatures.put(
                    route.name(),
                    route.content()
                            + template.map(WrittenEntry::content).orElse("")
                            + (configured ? configurations : "")
                            + String.join(" ", called));
        });
        return signatures;
    }

    /** Returns whether a templated route has one of these models as a parameter. */
    private boolean names(String route, Set<String> models) {
        return routes().filter(entry -> entry.name().equals(route))
                .anyMatch(entry ->
                        !Collections.disjoint(models, entry.references().arguments()));
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

    /** Returns the files with only these entries. Other lines are blank, so that line numbers stay correct. */
    private List<RouteFile> texts(Predicate<WrittenEntry> wanted) {
        Map<RouteFile, List<WrittenEntry>> byFile = entries.stream()
                .filter(wanted)
                .collect(Collectors.groupingBy(WrittenEntry::file, LinkedHashMap::new, Collectors.toList()));
        return byFile.entrySet().stream()
                .map(each -> new RouteFile(
                        each.getKey().name(),
                        each.getKey().location(),
                        blanked(each.getKey().text(), each.getValue())))
                .toList();
    }

    private static String blanked(String text, List<WrittenEntry> kept) {
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
