package io.howdah.runtime.check;

import io.howdah.config.Nearest;
import io.howdah.model.Frontend;
import io.howdah.runtime.check.RouteReferences.Call;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.Hooks;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;

/** Checks that each called {@code direct:} route exists, and that each existing one is called. */
final class DirectCheck implements Check {

    @Override
    public void check(Declared declared, Findings findings) {
        if (declared.withJava()) {
            // Java routes may serve and call any name.
            return;
        }
        Map<String, Node> served = new LinkedHashMap<>();
        Set<Node> fromNodes = new HashSet<>();
        Set<String> optional = new HashSet<>();
        for (RouteEntry route : declared.routes()) {
            route.from().ifPresent(from -> {
                fromNodes.add(from.uriNode());
                Optional<String> uri = declared.resolve(from.element(), from.uriNode());
                if (ApplicationSources.isRuntime(from.element().document().file())) {
                    // Applications may call the runtime's routes, but need not.
                    uri.map(Endpoint::plain).ifPresent(optional::add);
                }
                if (uri.isEmpty() && from.uri().startsWith("direct:")) {
                    // Each use of the template serves another name.
                    served.put("*", from.uriNode());
                }
                uri.filter(text -> text.startsWith("direct:"))
                        .ifPresent(text -> served.putIfAbsent(Endpoint.plain(text), from.uriNode()));
            });
        }
        Set<String> called = new HashSet<>();
        Stream.concat(callsOfRoutes(declared, fromNodes), callsOfFields(declared))
                .forEach(call -> {
                    called.add(call.name());
                    if (!served.containsKey(call.name())
                            && !served.containsKey("*")
                            && !Hooks.ALL.contains(call.name())) {
                        Optional<String> near = Nearest.close(call.name(), served.keySet());
                        near.ifPresent(called::add);
                        findings.add(
                                Code.DIRECT_MISSING,
                                call.location(),
                                call.name() + " is called and no route serves it",
                                "correct the name, "
                                        + near.map(name -> "the nearest is " + name + ", ")
                                                .orElse("")
                                        + "or add a route from " + call.name());
                    }
                });
        served.forEach((name, node) -> {
            if (!called.contains(name) && !optional.contains(name) && !name.equals("*")) {
                findings.add(Code.DIRECT_UNUSED, node, "nothing calls " + name);
            }
        });
    }

    private static Stream<Call> callsOfRoutes(Declared declared, Set<Node> fromNodes) {
        return declared.elements()
                .filter(element -> element.parent() == null)
                .flatMap(entry -> declared.references().calls(entry, fromNodes));
    }

    /** Returns the calls of the SDL's hand-written fields. */
    private static Stream<Call> callsOfFields(Declared declared) {
        return declared.models().stream()
                .flatMap(models -> models.frontends().stream())
                .map(Frontend::handWritten)
                .flatMap(List::stream)
                .map(field -> new Call(field.uri(), SdlLocation.of(field.definition())));
    }
}
