package io.howdah.runtime.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks that no {@code direct:} route calls itself, directly or through others. */
final class DirectCycleCheck implements Check {

    @Override
    public void check(Declared declared, Findings findings) {
        Map<String, List<RouteReferences.Call>> routes = new LinkedHashMap<>();
        for (RouteEntry route : declared.routes()) {
            route.from()
                    .flatMap(from -> declared.resolve(from.element(), from.uriNode()))
                    .filter(uri -> uri.startsWith("direct:"))
                    .ifPresent(uri -> routes.putIfAbsent(
                            Endpoint.plain(uri),
                            declared.references()
                                    .calls(
                                            route.element(),
                                            Set.of(route.from().orElseThrow().uriNode()))
                                    .toList()));
        }
        Set<String> reported = new HashSet<>();
        for (String name : routes.keySet()) {
            if (reported.contains(name)) {
                continue;
            }
            path(routes, name).ifPresent(path -> {
                path.forEach(call -> reported.add(call.name()));
                String cycle = String.join(
                        " -> ", path.stream().map(RouteReferences.Call::name).toList());
                findings.add(
                        Code.DIRECT_CYCLE,
                        path.get(0).location(),
                        path.size() == 1 ? name + " calls itself" : name + " calls itself: " + name + " -> " + cycle);
            });
        }
    }

    /** Returns the shortest path of calls from a route back to itself. */
    private static Optional<List<RouteReferences.Call>> path(
            Map<String, List<RouteReferences.Call>> routes, String start) {
        Map<String, Step> reached = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty() && !reached.containsKey(start)) {
            String from = open.remove();
            for (RouteReferences.Call call : routes.getOrDefault(from, List.of())) {
                if (reached.putIfAbsent(call.name(), new Step(from, call)) == null) {
                    open.add(call.name());
                }
            }
        }
        @Nullable Step last = reached.get(start);
        if (last == null) {
            return Optional.empty();
        }
        Deque<RouteReferences.Call> path = new ArrayDeque<>();
        for (Step step = last; ; step = Objects.requireNonNull(reached.get(step.from()))) {
            path.addFirst(step.call());
            if (step.from().equals(start)) {
                return Optional.of(List.copyOf(path));
            }
        }
    }

    private record Step(String from, RouteReferences.Call call) {}
}
