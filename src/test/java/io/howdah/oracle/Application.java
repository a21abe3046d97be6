package io.howdah.oracle;

import io.howdah.oracle.Access.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The folder of a generated application, whose files can be changed while it runs. */
final class Application {

    private final Path folder;
    private final List<Model> models;
    private final String topics;
    private final Set<String> lateFilterable = new HashSet<>();
    private int routeNames;

    /**
     * Describes it.
     *
     * @param topics begins the name of each topic
     */
    Application(Path folder, List<Model> models, String topics) {
        this.folder = folder;
        this.models = models;
        this.topics = topics;
    }

    String topic(Model model, boolean isPart) {
        return topics + "." + model.plural() + (isPart ? ".extra" : "");
    }

    Path folder() {
        return folder;
    }

    /** Writes all files. */
    void write() {
        put(
                "graphql/models.graphqls",
                models.stream()
                        .map(this::sdl)
                        .collect(Collectors.joining("\n", "enum Colour { RED GREEN BLUE }\n", "")));
        put("routes/models.camel.yaml", models.stream().map(this::routes).collect(Collectors.joining()));
        put("application.properties", "");
    }

    /** Gives the notify routes other names. */
    void renameRoutes() {
        routeNames++;
        write();
    }

    /** Makes a field filterable that was not. */
    void makeFilterable(Model model) {
        lateFilterable.add(model.name());
        write();
    }

    boolean isLateFilterable(Model model) {
        return lateFilterable.contains(model.name());
    }

    private void put(String file, String text) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Path made = Files.writeString(path.resolveSibling("new"), text);
            Files.move(made, path, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String sdl(Model model) {
        StringBuilder sdl = new StringBuilder("type %s @readModel(collection: \"%s\", key: [%s]%s%s)%s%s {\n"
                .formatted(
                        model.name(),
                        model.plural(),
                        model.key().stream().map(field -> "\"" + field + "\"").collect(Collectors.joining(", ")),
                        model.version() == null ? "" : ", version: \"rev\"",
                        model.isExternal() ? ", external: true" : "",
                        model.access().isForReaders() ? " @readers(roles: [\"support\"])" : "",
                        model.access().isPublic() ? " @public" : ""));
        for (String field : model.key()) {
            sdl.append("  ").append(field).append(field.equals("seat") ? ": Int!" : ": ID!");
            sdl.append(field.equals("owner") ? " @owner" : "").append('\n');
        }
        for (Rule rule : model.access().owners()) {
            if (!model.key().contains(rule.field())) {
                sdl.append("  %s: %s @owner(claim: \"%s\")\n"
                        .formatted(rule.field(), rule.isList() ? "[ID!]" : "ID", rule.claim()));
            }
        }
        model.access()
                .tenants()
                .forEach(rule -> sdl.append("  %s: ID @tenant(claim: \"%s\")\n".formatted(rule.field(), rule.claim())));
        if (model.version() != null) {
            sdl.append("  rev: ").append(model.version().sdl()).append("!\n");
        }
        sdl.append("  mark: Long!\n");
        model.fields()
                .forEach(field -> sdl.append(
                        field.sdl(field.isFilterable() || (field.name().equals("late") && isLateFilterable(model)))));
        sdl.append(model.padding() > 0 ? "  pad: String\n" : "");
        if (model.partVersion() != null) {
            boolean versioned = model.partVersion() != Kind.ID;
            sdl.append("  extra: ").append(model.name()).append("Extra @part");
            sdl.append(versioned ? "(version: \"rev\")\n" : "\n");
            return sdl + "}\ntype " + model.name() + "Extra {\n  mark: Long!\n" + (versioned ? "  rev: Long!\n" : "")
                    + "}\n";
        }
        return sdl + "}\n";
    }

    private String routes(Model model) {
        String name = model.plural();
        StringBuilder routes = new StringBuilder();
        if (!model.isExternal()) {
            routes.append(ingest(name + "-ingest", topic(model, false), model, "main"));
            routes.append(model.isEnveloped() ? TRANSFORM.formatted(name) : "");
        }
        if (model.partVersion() != null) {
            routes.append(ingest(name + "-extra-ingest", topic(model, true), model, "extra"));
        }
        routes.append("""
                - templatedRoute:
                    routeTemplateRef: notify
                    routeId: %s-notify-%d
                    parameters:
                      - {name: model, value: %s}
                      - {name: channel, value: %s}
                      - {name: conflate, value: "%s"}
                """.formatted(name, routeNames, model.name(), name, model.isConflated()));
        if (model.frame() != Frame.NONE) {
            routes.append("      - {name: payload, value: \"direct:" + name + "-frame\"}\n");
        }
        return routes + model.frame().route(name + "-frame");
    }

    private static String ingest(String id, String topic, Model model, String part) {
        return """
                - templatedRoute:
                    routeTemplateRef: ingest
                    routeId: %s
                    parameters:
                      - {name: topic, value: "%s"}
                      - {name: model, value: %s}
                      - {name: part, value: %s}
                """.formatted(id, topic, model.name(), part)
                + (model.isEnveloped() && part.equals("main")
                        ? "      - {name: transform, value: \"direct:" + model.plural() + "-transform\"}\n"
                        : "");
    }

    private static final String TRANSFORM = """
            - route:
                id: %1$s-transform
                errorHandler:
                  noErrorHandler: {}
                from:
                  uri: direct:%1$s-transform
                  steps:
                    - filter:
                        expression:
                          jq:
                            expression: ".gone == true"
                        steps:
                          - setHeader:
                              name: HowdahDelete
                              expression:
                                constant:
                                  expression: "true"
                    - setBody:
                        expression:
                          jq:
                            expression: ".document"
            """;
}
