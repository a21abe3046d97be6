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
 * All read models of an application and the SDL that declares them. A reload replaces them atomically; a caller that
 * holds a model keeps the former one. Thread-safe.
 */
public final class ReadModels {

    private static final int MAX_INDEXES = 62;

    private static final Set<String> RESERVED_PATHS =
            new TreeSet<>(Set.of("admin", "api", "graphiql", "graphql", "notifications", "observe"));

    private volatile Declared declared;

    private record Declared(Map<String, ReadModel> models, List<Frontend> frontends) {}

    private ReadModels(Map<String, ReadModel> models, List<Frontend> frontends) {
        this.declared = new Declared(models, List.copyOf(frontends));
    }

    /**
     * Loads the models of SDL files. Syntax errors of all files are reported first; other checks need every file.
     *
     * @throws SchemaException with every problem, each with file, line, column and fix
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
        frontends.values().forEach(definitions -> definitions.handWritten().rejectInputsExcept(inputs));
        Map<String, ReadModel> models = models(shared, problems);
        List<Frontend> served = new ArrayList<>();
        frontends.forEach((name, definitions) -> served.add(frontend(name, definitions, shared, models, problems)));
        problems.throwIfAny();
        return new ReadModels(models, served);
    }

    /** Checks a frontend's name, which is the first segment of its path. */
    private static void checkName(String frontend, SdlSource file, SdlProblems problems) {
        if (!frontend.matches("[a-z][a-z0-9-]*") || RESERVED_PATHS.contains(frontend)) {
            problems.add(
                    new SourceLocation(1, 1, file.name()),
                    "the folder " + frontend + " declares a frontend, but /" + frontend + " is not a valid path for it",
                    "rename it to lowercase letters, digits and '-', but none of " + String.join(", ", RESERVED_PATHS));
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

    /** Checks the number of indexes. MongoDB allows 64, and one each is used for keys and tombstones. */
    private static void indexes(ObjectTypeDefinition definition, ReadModel model, SdlProblems problems) {
        int needed = model.indexes().size();
        if (needed > MAX_INDEXES) {
            problems.add(
                    definition,
                    model.name() + " needs " + needed + " indexes, but MongoDB allows at most " + MAX_INDEXES
                            + " for it",
                    "remove @filterable or @sortable from fields that no client filters or orders by");
        }
    }

    /** Returns the fields that relations of other models point to. */
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

    /** Returns a copy of the current state. */
    public ReadModels copy() {
        return new ReadModels(declared.models(), declared.frontends());
    }

    /** Replaces the models and frontends by those of another instance, atomically. */
    public void replaceBy(ReadModels others) {
        declared = others.declared;
    }

    /**
     * Returns the names of the models whose declarations differ, including all types that they reference, or that only
     * one side declares. Descriptions and comments are ignored.
     */
    public Set<String> differingFrom(ReadModels others) {
        ModelText own = new ModelText(registry());
        ModelText other = new ModelText(others.registry());
        Set<String> names = new TreeSet<>(declared.models().keySet());
        names.addAll(others.declared.models().keySet());
        names.removeIf(name -> own.of(name).equals(other.of(name)));
        return names;
    }

    /** Returns whether the GraphQL or REST API of another instance differs, even if only in a description. */
    public boolean servesOtherThan(ReadModels others) {
        return !ModelText.whole(frontends()).equals(ModelText.whole(others.frontends()));
    }

    /** Returns the models in the order of their declaration. */
    public List<ReadModel> all() {
        return List.copyOf(declared.models().values());
    }

    /** Returns the model with a type name, such as {@code Ride}. */
    public Optional<ReadModel> find(String name) {
        return Optional.ofNullable(declared.models().get(name));
    }

    /**
     * Returns the model that a route references.
     *
     * @throws IllegalArgumentException with the names of all models, if other is none with this name
     */
    public ReadModel get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("model " + name
                        + " is not a type with @readModel in graphql/*.graphqls; other are "
                        + String.join(", ", declared.models().keySet())));
    }

    /** Returns the schemas to serve: that of {@code graphql/} itself, then those of its subfolders. */
    public List<Frontend> frontends() {
        return declared.frontends();
    }

    /** Returns the definitions of {@code graphql/} itself. */
    public TypeDefinitionRegistry registry() {
        return frontends().get(0).registry();
    }
}
