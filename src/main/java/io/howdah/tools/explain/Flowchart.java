package io.howdah.tools.explain;

import io.howdah.admin.routes.Step;
import io.howdah.admin.routes.Uris;
import io.howdah.ingest.DeclaredIngest;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.View;
import io.howdah.push.channel.NotifyRoute;
import io.howdah.tools.explain.Explanation.Written;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.model.RouteDefinition;

/** Draws domains as a Mermaid flowchart. Domains share nodes, such as a topic that both use. */
final class Flowchart {

    private final Written routes;
    private final ReadModels models;
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final Set<String> nodes = new LinkedHashSet<>();
    private final Set<String> edges = new LinkedHashSet<>();

    Flowchart(Written routes, ReadModels models) {
        this.routes = routes;
        this.models = models;
    }

    void add(Domain domain) {
        String model = node("model " + domain.model().name(), "[(\"", modelLabel(domain.model()), "\")]");
        domain.ingests().forEach(ingest -> add(ingest, model));
        domain.notifies().forEach(notify -> add(notify, model));
        models.frontends().forEach(frontend -> {
            List<String> names = frontend.views().stream()
                    .filter(view -> view.model().equals(domain.model()))
                    .map(view -> view.singular() + ", " + view.plural() + ", " + view.singular() + "Changed")
                    .toList();
            if (!names.isEmpty()) {
                edge(
                        model,
                        node("graphql " + frontend.path(), "([\"", "GraphQL " + frontend.path(), "\"])"),
                        String.join(", ", names));
            }
        });
        models.frontends().get(0).views().stream()
                .filter(view -> view.model().equals(domain.model()))
                .map(View::plural)
                .forEach(plural -> edge(model, node("rest " + plural, "([\"", "REST /api/" + plural, "\"])"), ""));
    }

    private static String modelLabel(ReadModel model) {
        return model.name() + ": " + model.collection();
    }

    private void add(DeclaredIngest ingest, String model) {
        String topic = node("topic " + ingest.topic(), "[/\"", ingest.topic(), "\"/]");
        String route = route(ingest.routeId());
        edge(topic, route, "");
        edge(route, model, ingest.part().equals(ReadModel.MAIN_PART) ? "" : "part " + ingest.part());
        String letters = ingest.deadLetterTopic();
        edge(route, node("topic " + letters, "[/\"", letters, "\"/]"), "dead letters");
        calls(route, ingest.transform());
    }

    private void add(NotifyRoute notify, String model) {
        String route = route(notify.routeId());
        edge(model, route, "changes");
        if (!notify.showsEveryField()) {
            calls(route, notify.payload());
        }
        edge(route, node("channel " + notify.channel(), "([\"", "/notifications/" + notify.channel(), "\"])"), "");
    }

    private void calls(String caller, String uri) {
        RouteDefinition called = routes.serving(uri).orElse(null);
        if (called == null) {
            return;
        }
        boolean isNew = !ids.containsKey("route " + called.getRouteId());
        edge(caller, route(called.getRouteId()), "calls");
        if (isNew) {
            String route = route(called.getRouteId());
            for (Step step : Step.of(routes.camel(), called)) {
                if (Uris.isRoute(step.uri())) {
                    calls(route, step.uri());
                } else if (Uris.isOutside(step.uri())) {
                    String service = routes.safe().apply(step.uri());
                    edge(route, node("service " + service, "[[\"", service, "\"]]"), "calls");
                }
            }
        }
    }

    private String route(String id) {
        return node("route " + id, "[\"", id, "\"]");
    }

    private String node(String key, String open, String label, String close) {
        String id = ids.computeIfAbsent(key, absent -> "n" + (ids.size() + 1));
        nodes.add(id + open + quoted(label) + close);
        return id;
    }

    private void edge(String from, String to, String label) {
        edges.add(from + (label.isEmpty() ? " --> " : " -->|\"" + quoted(label) + "\"| ") + to);
    }

    /** Escapes the characters that would end a label or be markup, as Mermaid requires. */
    private static String quoted(String label) {
        return label.replace("#", "#35;")
                .replace("\"", "#quot;")
                .replace("<", "#lt;")
                .replace(">", "#gt;")
                .replace("`", "#96;")
                .replaceAll("\\s+", " ");
    }

    String text() {
        StringBuilder text = new StringBuilder("flowchart LR\n");
        nodes.forEach(node -> text.append("  ").append(node).append('\n'));
        edges.forEach(edge -> text.append("  ").append(edge).append('\n'));
        return text.toString();
    }
}
