package io.howdah.runtime.check;

import io.howdah.runtime.source.Yaml;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Checks that {@code direct:} routes that templates call leave failures to them, and that payload transforms have no side effects. */
final class HelperCheck implements Check {

    private static final List<String> PURE = List.of("direct", "bean", "class", "language", "log", "dataformat");

    @Override
    public void check(Declared declared, Findings findings) {
        Map<String, RouteEntry> routes = new HashMap<>();
        declared.routes()
                .forEach(route -> route.from()
                        .flatMap(from -> declared.resolve(from.element(), from.uriNode()))
                        .ifPresent(uri -> routes.putIfAbsent(Endpoint.plain(uri), route)));
        for (RouteEntry route : reached(called(declared), routes, declared)) {
            if (!route.leavesFailuresToItsCaller()) {
                findings.add(
                        Code.HELPER_ERROR_HANDLER,
                        route.element().field("id").orElse(route.element().keyNode()),
                        route.name() + " is called by a template's route and handles failures itself");
            }
        }
        for (RouteEntry route : reached(called(declared, "payload", "frame"), routes, declared)) {
            route.calls()
                    .filter(call -> call.scheme()
                            .filter(scheme -> !PURE.contains(scheme))
                            .isPresent())
                    .forEach(call -> findings.add(
                            Code.FRAME_SIDE_EFFECT,
                            call.uriNode(),
                            route.name() + " is a payload transform and sends to "
                                    + call.scheme().orElse("") + ":"));
        }
    }

    /** Returns the values that templated routes set for these parameters, or for all if there are none. */
    private static Stream<String> called(Declared declared, String... parameters) {
        return declared.uses()
                .flatMap(use -> use.values().entrySet().stream()
                        .filter(value ->
                                parameters.length == 0 || List.of(parameters).contains(value.getKey()))
                        .flatMap(value -> declared.resolve(use.element(), value.getValue()).stream()));
    }

    /** Returns the routes that are called, directly or through others. */
    private static Set<RouteEntry> reached(Stream<String> uris, Map<String, RouteEntry> routes, Declared declared) {
        Set<RouteEntry> reached = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>(uris.toList());
        while (!next.isEmpty()) {
            RouteEntry route = routes.get(Endpoint.plain(next.remove()));
            if (route != null && reached.add(route)) {
                route.calls()
                        .filter(call -> Yaml.text(call.uriNode()).contains("direct:"))
                        .flatMap(call -> declared.resolve(call.element(), call.uriNode()).stream())
                        .forEach(next::add);
            }
        }
        return reached;
    }
}
