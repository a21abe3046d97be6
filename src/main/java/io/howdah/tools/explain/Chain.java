package io.howdah.tools.explain;

import graphql.language.FieldDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.Type;
import graphql.language.TypeName;
import io.howdah.admin.routes.SourceLocations;
import io.howdah.admin.routes.Step;
import io.howdah.admin.routes.Uris;
import io.howdah.ingest.DeclaredIngest;
import io.howdah.model.Frontend;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.Relation;
import io.howdah.model.RouteField;
import io.howdah.model.View;
import io.howdah.push.channel.NotifyRoute;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.security.Principal;
import io.howdah.tools.explain.Explanation.Written;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/** Creates the lines that explain a domain, in the order in which an event goes through it. */
final class Chain {

    /** Default transform of the template {@code ingest}. */
    private static final String AS_IS = "bean:asIs";

    private final Written routes;
    private final ReadModels models;
    private final ApplicationSources sources;

    Chain(Written routes, ReadModels models, ApplicationSources sources) {
        this.routes = routes;
        this.models = models;
        this.sources = sources;
    }

    Item of(Domain domain) {
        Item item = new Item("domain", domain.model().plural(), "");
        domain.ingests().forEach(ingest -> item.adopt(topic(ingest)));
        item.adopt(model(domain.model()));
        domain.notifies().forEach(notify -> item.adopt(channel(notify)));
        item.adopt(graphQl(domain.model()));
        item.adopt(rest(domain.model()));
        golden(item, domain);
        return item;
    }

    private Item topic(DeclaredIngest ingest) {
        Item topic = new Item("topic", ingest.topic(), "");
        Item route = topic.add("ingest route", ingest.routeId(), routes.location(ingest.routeId()));
        if (!ingest.part().equals(ReadModel.MAIN_PART)) {
            route.add("part", ingest.part());
        }
        route.add("format", ingest.format() + (ingest.schema().isEmpty() ? "" : ", " + ingest.schema()));
        route.add(
                "consumer group",
                routes.context().resolvePropertyPlaceholders("{{howdah.kafka.group}}") + "." + ingest.topic() + "."
                        + ingest.model());
        route.add("dead letters", ingest.deadLetterTopic());
        called(route, "transform", ingest.transform(), new HashSet<>());
        return topic;
    }

    /** Adds a called route with its steps and, recursively, the routes that it calls. */
    private void called(Item caller, String what, String uri, Set<String> seen) {
        String name = Uris.name(uri);
        RouteDefinition route = routes.serving(name).orElse(null);
        if (route == null) {
            caller.add(
                    what,
                    name.equals(AS_IS)
                            ? "none, the value is stored unchanged"
                            : routes.safe().apply(name));
            return;
        }
        String description = route.getDescription() == null
                ? ""
                : ": " + route.getDescription().strip();
        Item item = caller.add(what, route.getRouteId() + description, routes.location(route.getRouteId()));
        if (!seen.add(name)) {
            return;
        }
        List<Step> steps = Step.of(routes.camel(), route);
        steps.forEach(step -> item.add("step", line(step), step.location()));
        Set<String> uris = new LinkedHashSet<>(steps.stream().map(Step::uri).toList());
        uris.stream()
                .filter(Uris::isOutside)
                .forEach(next -> item.add("calls", routes.safe().apply(next)));
        uris.stream().filter(Uris::isRoute).forEach(next -> called(item, "calls", next, seen));
    }

    private String line(Step step) {
        return "  ".repeat(step.depth()) + (step.id().isEmpty() ? "(no id)" : step.id()) + "  "
                + routes.safe().apply(step.kind());
    }

    private Item model(ReadModel model) {
        Item item = new Item(
                "read model",
                model.name(),
                SourceLocations.of(type(models.frontends().get(0), model.name())));
        item.add("collection", model.collection() + (model.isExternal() ? ", filled by other applications" : ""));
        item.add("key", String.join(", ", model.key()));
        item.add("version", model.version().orElse(model.isExternal() ? "none" : "the record's position in the topic"));
        model.parts().stream()
                .sorted()
                .forEach(part -> item.add(
                        "part",
                        part + ", version " + model.version(part).orElse("the record's position in its topic"),
                        location(model, part)));
        for (ModelField field : model.fields()) {
            field.ownerClaim()
                    .ifPresent(claim ->
                            item.add("owner", field.name() + " = claim " + claim, location(model, field.name())));
            field.tenantClaim()
                    .ifPresent(claim ->
                            item.add("tenant", field.name() + " = claim " + claim, location(model, field.name())));
        }
        if (model.access().seesAllOwners(Principal.ANONYMOUS)) {
            item.add("readers", "every client (@public)");
        } else if (!model.access().roles().isEmpty()) {
            item.add(
                    "readers",
                    "roles " + String.join(", ", new TreeSet<>(model.access().roles())));
        }
        model.fields().stream()
                .filter(field -> !field.readers().isEmpty())
                .forEach(field -> item.add(
                        "readers of " + field.name(),
                        "roles " + String.join(", ", new TreeSet<>(field.readers())),
                        location(model, field.name())));
        model.indexes().forEach(index -> item.add("index", String.join(", ", index)));
        return item;
    }

    private Item channel(NotifyRoute notify) {
        Item item = new Item("notify route", notify.routeId(), routes.location(notify.routeId()));
        if (notify.showsEveryField()) {
            item.add("payload", "none, clients receive every field");
        } else {
            called(item, "payload", notify.payload(), new HashSet<>());
        }
        item.add(
                "channel",
                "/notifications/" + notify.channel() + (notify.conflate() ? ", conflated" : "")
                        + (notify.everyChange() ? ", the route runs for every change" : ""));
        return item;
    }

    private Item graphQl(ReadModel model) {
        Item item = new Item("GraphQL", "", "");
        for (Frontend frontend : models.frontends()) {
            Item at = new Item(frontend.path(), "", "");
            frontend.views().stream()
                    .filter(view -> view.model().equals(model))
                    .forEach(view -> fields(at, frontend, view));
            for (View view : frontend.views()) {
                view.relations().stream()
                        .filter(relation -> relation.model().equals(model.name()))
                        .forEach(relation -> at.add(
                                "relation",
                                view.name() + "." + relation.name() + ", where its " + by(relation),
                                SourceLocations.of(field(type(frontend, view.name()), relation.name()))));
            }
            Set<String> types = new HashSet<>();
            frontend.views().stream()
                    .filter(view -> view.model().equals(model))
                    .forEach(view -> types.add(view.name()));
            frontend.handWritten().stream()
                    .filter(field -> types.contains(named(field.definition().getType())))
                    .forEach(field -> handWritten(at, field));
            item.adopt(at);
        }
        return item;
    }

    private static void handWritten(Item at, RouteField field) {
        at.add("by route", field.name() + " -> " + field.uri(), field.location());
    }

    private void fields(Item at, Frontend frontend, View view) {
        String location = SourceLocations.of(type(frontend, view.name()));
        at.add("type", view.name(), location);
        at.add(
                "by key",
                "Query." + view.singular() + "("
                        + String.join(", ", view.model().key()) + ")");
        at.add(
                "list",
                "Query." + view.plural() + "(" + (view.filterable().isEmpty() ? "" : "where, ")
                        + (view.sortable().isEmpty() ? "" : "orderBy, ") + "first, after, last, before)");
        at.add(
                "live",
                "Subscription." + view.singular() + "Changed("
                        + (view.filterable().isEmpty() ? "" : "where, ") + "since, snapshot)");
        names(at, "filters", view.filterable());
        names(at, "orders", view.sortable());
        view.relations()
                .forEach(relation -> at.add(
                        "leads to",
                        relation.model() + " by " + view.name() + "." + relation.name(),
                        SourceLocations.of(field(type(frontend, view.name()), relation.name()))));
    }

    private static void names(Item at, String what, List<ModelField> fields) {
        if (!fields.isEmpty()) {
            at.add(what, String.join(", ", fields.stream().map(ModelField::name).toList()));
        }
    }

    private static String by(Relation relation) {
        return relation.from().name() + " is the " + relation.to();
    }

    private Item rest(ReadModel model) {
        Item item = new Item("REST", "", "");
        models.frontends().get(0).views().stream()
                .filter(view -> view.model().equals(model))
                .map(View::plural)
                .forEach(plural -> {
                    item.add("list", "GET /api/" + plural);
                    item.add("document", "GET /api/" + plural + "/{key}");
                    item.add("live", "GET /api/" + plural + "/changes");
                });
        return item;
    }

    private void golden(Item domain, Domain of) {
        List<String> files = sources.goldenFiles(of.names(routes.files()));
        Item item = domain.add("golden files", files.isEmpty() ? "none" : String.valueOf(files.size()));
        files.forEach(file -> item.add("case", file));
    }

    private String location(ReadModel model, String field) {
        return SourceLocations.of(field(type(models.frontends().get(0), model.name()), field));
    }

    private static @Nullable ObjectTypeDefinition type(Frontend frontend, String name) {
        return frontend.registry().getTypeOrNull(name, ObjectTypeDefinition.class);
    }

    private static @Nullable FieldDefinition field(@Nullable ObjectTypeDefinition type, String name) {
        return Optional.ofNullable(type).stream()
                .flatMap(found -> found.getFieldDefinitions().stream())
                .filter(field -> field.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String named(Type<?> type) {
        if (type instanceof TypeName name) {
            return name.getName();
        }
        return type.getChildren().isEmpty() || !(type.getChildren().get(0) instanceof Type<?> inner)
                ? ""
                : named(inner);
    }
}
