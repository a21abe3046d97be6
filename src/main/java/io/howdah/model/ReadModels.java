package io.howdah.model;

import graphql.language.ObjectTypeDefinition;
import graphql.language.SourceLocation;
import graphql.schema.idl.TypeDefinitionRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All read models of an application, and the SDL that declares them. */
public final class ReadModels {

    private final Map<String, ReadModel> models;
    private final TypeDefinitionRegistry registry;

    private ReadModels(Map<String, ReadModel> models, TypeDefinitionRegistry registry) {
        this.models = models;
        this.registry = registry;
    }

    /**
     * Read the models that SDL files declare. Broken syntax is reported for all files first; all else needs every file.
     *
     * @throws SchemaException with everything that is wrong, each with file, line, column and cure
     */
    public static ReadModels load(List<SdlSource> sources) {
        SdlProblems problems = new SdlProblems();
        SdlDefinitions definitions = SdlDefinitions.read(sources, problems);
        problems.throwIfAny();
        definitions.check();
        Map<String, ReadModel> models = new LinkedHashMap<>();
        TypeReader types = new TypeReader(definitions.types());
        ModelReader reader = new ModelReader(problems);
        ModelNames names = new ModelNames(definitions.types(), problems);
        for (ObjectTypeDefinition definition : definitions.models()) {
            ReadModel model = reader.read(definition, types.objectType(definition.getName()));
            names.claim(definition, model);
            models.put(model.name(), model);
        }
        if (models.isEmpty()) {
            problems.add(
                    (SourceLocation) null,
                    "no type is a @readModel",
                    "declare one, such as type Ride @readModel(collection: \"rides\", key: \"id\") in graphql/rides.graphqls");
        }
        problems.throwIfAny();
        return new ReadModels(models, definitions.registry());
    }

    /** Return the models in the order of their declaration. */
    public List<ReadModel> all() {
        return List.copyOf(models.values());
    }

    /** Return the model of that type name, such as {@code Ride}. */
    public Optional<ReadModel> find(String name) {
        return Optional.ofNullable(models.get(name));
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
                        + String.join(", ", models.keySet())));
    }

    /** Return what the SDL declares, for making a GraphQL schema of it. */
    public TypeDefinitionRegistry registry() {
        return registry;
    }
}
