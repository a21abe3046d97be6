package io.howdah.model;

import graphql.language.ObjectTypeDefinition;
import graphql.language.SourceLocation;
import graphql.schema.idl.TypeDefinitionRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All read models of an application, and the SDL that declares them. Those of a running application may become others, when its SDL
 * has changed; who holds a model meanwhile holds the former one.
 */
public final class ReadModels {

    private static final int MAX_INDEXES = 62;

    private static final Set<String> TAKEN_PATHS =
            new TreeSet<>(Set.of("admin", "api", "graphiql", "graphql", "notifications", "observe"));

    private volatile Declared declared;

    private record Declared(Map<String, ReadModel> models, List<Frontend> frontends) {}

    private ReadModels(Map<String, ReadModel> models, List<Frontend> frontends) {
        this.declared = new Declared(models, List.copyOf(frontends));
    }

    /**
     * Read the models that SDL files declare. Broken syntax is reported for all files first; all else needs every file.
     *
     * @throws SchemaException with everything that is wrong, each with file, line, column and cure
     */
    public static ReadModels load(List<SdlSource> sources) {
        SdlProblems problems = new SdlProblems();
        SdlDefinitions shared = SdlDefinitions.read(of("", sources), problems);
        Map<String, SdlDefinitions> frontends = new LinkedHashMap<>(Map.of("", shared));
        sources.stream()
                .map(SdlSource::frontend)
                .filter(name -> !name.isEmpty())
                .distinct()
                .forEach(name -> {
                    checkName(name, of(name, sources).get(0), problems);
                    frontends.put(name, shared.frontend(of(name, sources)));
                });
        problems.throwIfAny();
        frontends.values().forEach(SdlDefinitions::check);
        Set<String> inputs = frontends.values().stream()
                .flatMap(definitions -> definitions.handWritten().reachedInputs().stream())
                .collect(Collectors.toSet());
        frontends.values().forEach(definitions -> definitions.handWritten().refuseInputsBut(inputs));
        Map<String, ReadModel> models = models(shared, problems);
        List<Frontend> served = new ArrayList<>();
        frontends.forEach((name, definitions) -> served.add(frontend(name, definitions, shared, models, problems)));
        problems.throwIfAny();
        return new ReadModels(models, served);
    }

    /** It becomes the first part of a path. */
    private static void checkName(String frontend, SdlSource file, SdlProblems problems) {
        if (!frontend.matches("[a-z][a-z0-9-]*") || TAKEN_PATHS.contains(frontend)) {
            problems.add(
                    new SourceLocation(1, 1, file.name()),
                    "the folder " + frontend + " makes a frontend, and /" + frontend + " is no path for one",
                    "rename it: small letters, digits and '-', and none of " + String.join(", ", TAKEN_PATHS));
        }
    }

    private static List<SdlSource> of(String frontend, List<SdlSource> sources) {
        return sources.stream()
                .filter(source -> source.frontend().equals(frontend))
                .toList();
    }

    private static Map<String, ReadModel> models(SdlDefinitions definitions, SdlProblems problems) {
        Map<String, ReadModel> models = new LinkedHashMap<>();
        TypeReader types = new TypeReader(definitions.types());
        ModelReader reader = new ModelReader(problems);
        ModelCollectionNames collections = new ModelCollectionNames(problems);
        for (ObjectTypeDefinition definition : definitions.models()) {
            ReadModel model = reader.read(definition, types.objectType(definition.getName()));
            collections.claim(definition, model);
            models.put(model.name(), model);
        }
        if (models.isEmpty()) {
            problems.add(
                    (SourceLocation) null,
                    "no type is a @readModel",
                    "declare one, such as type Ride @readModel(collection: \"rides\", key: \"id\") in graphql/rides.graphqls");
        }
        RelationReader relations = new RelationReader(problems);
        definitions
                .models()
                .forEach(definition ->
                        relations.check(definition, Objects.requireNonNull(models.get(definition.getName())), models));
        models.values().forEach(model -> model.relatedTo(related(model, models.values())));
        definitions
                .models()
                .forEach(definition ->
                        indexes(definition, Objects.requireNonNull(models.get(definition.getName())), problems));
        return models;
    }

    /** A collection may have 64, of which one is that of the keys, and one that of tombstones. */
    private static void indexes(ObjectTypeDefinition definition, ReadModel model, SdlProblems problems) {
        int needed = model.indexes().size();
        if (needed > MAX_INDEXES) {
            problems.add(
                    definition,
                    model.name() + " needs " + needed + " indexes, and MongoDB has at most " + MAX_INDEXES + " for it",
                    "remove @filterable or @sortable from what no client filters or orders by");
        }
    }

    /** The fields that relations lead to. */
    private static Set<String> related(ReadModel model, Collection<ReadModel> models) {
        return models.stream()
                .flatMap(each -> each.relations().stream())
                .filter(relation -> relation.model().equals(model.name()))
                .map(Relation::to)
                .filter(field -> model.field(field).isPresent())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Frontend frontend(
            String name,
            SdlDefinitions definitions,
            SdlDefinitions shared,
            Map<String, ReadModel> models,
            SdlProblems problems) {
        ApiNames names = new ApiNames(definitions.types(), problems);
        List<View> views = new ArrayList<>();
        if (name.isEmpty()) {
            shared.models().forEach(definition -> {
                View view =
                        Objects.requireNonNull(models.get(definition.getName())).view();
                names.claim(definition, view);
                views.add(view);
            });
        }
        ViewReader reader = new ViewReader(models, byName(shared.models()), definitions.types(), problems);
        definitions
                .views()
                .forEach(definition -> reader.read(definition).ifPresent(view -> {
                    names.claim(definition, view);
                    views.add(view);
                }));
        List<RouteField> handWritten = definitions.handWritten().read(new TypeReader(definitions.types()), names);
        if (!name.isEmpty() && views.isEmpty() && handWritten.stream().allMatch(RouteField::isMutation)) {
            definitions.reportEmpty();
        }
        return new Frontend(name, views, handWritten, definitions.registry());
    }

    private static Map<String, ObjectTypeDefinition> byName(List<ObjectTypeDefinition> definitions) {
        return definitions.stream()
                .collect(Collectors.toMap(ObjectTypeDefinition::getName, Function.identity(), (one, two) -> one));
    }

    /** Return others that declare what these do now. */
    public ReadModels copy() {
        return new ReadModels(declared.models(), declared.frontends());
    }

    /** Takes over what others declare, all at once. */
    public void become(ReadModels others) {
        declared = others.declared;
    }

    /**
     * Return the names of the models that are declared otherwise by others, with all types that they lead to, or by one of them alone.
     * Descriptions and comments declare nothing.
     */
    public Set<String> differingFrom(ReadModels others) {
        ModelText here = new ModelText(registry());
        ModelText there = new ModelText(others.registry());
        Set<String> names = new TreeSet<>(declared.models().keySet());
        names.addAll(others.declared.models().keySet());
        names.removeIf(name -> here.of(name).equals(there.of(name)));
        return names;
    }

    /** Return whether others serve another GraphQL or REST API, be it by a description alone. */
    public boolean servesOtherThan(ReadModels others) {
        return !ModelText.whole(frontends()).equals(ModelText.whole(others.frontends()));
    }

    /** Return the models in the order of their declaration. */
    public List<ReadModel> all() {
        return List.copyOf(declared.models().values());
    }

    /** Return the model of that type name, such as {@code Ride}. */
    public Optional<ReadModel> find(String name) {
        return Optional.ofNullable(declared.models().get(name));
    }

    /**
     * Return the model that a route names.
     *
     * @throws IllegalArgumentException that names the models there are, if it is none of them
     */
    public ReadModel get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("model " + name
                        + " is no type with @readModel in graphql/*.graphqls; there are "
                        + String.join(", ", declared.models().keySet())));
    }

    /** Return the schemas to serve: that of {@code graphql/} itself, then those of its sub-folders. */
    public List<Frontend> frontends() {
        return declared.frontends();
    }

    /** Return what the SDL of {@code graphql/} itself declares. */
    public TypeDefinitionRegistry registry() {
        return frontends().get(0).registry();
    }
}
