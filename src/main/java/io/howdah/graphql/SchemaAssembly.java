package io.howdah.graphql;

import graphql.language.Description;
import graphql.language.ScalarTypeDefinition;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.ScalarInfo;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.TypeRuntimeWiring;
import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.ScalarType;
import io.howdah.store.ModelCollections;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the API's schema: the types of the SDL, and for each read model a query by key and a list. */
final class SchemaAssembly {

    private static final String MODEL = """
            extend type Query {
              "The $Type with this key; null if there is none."
              $one($key): $Type
              "$Type documents in the order of their keys."
              $many("How many at most, from 0 to $max." first: Int = $default): $TypeConnection!
            }
            "A page of $Type documents."
            type $TypeConnection {
              edges: [$TypeEdge!]!
              "The page's documents, without their edges."
              nodes: [$Type!]!
              pageInfo: PageInfo!
            }
            "One $Type of a page."
            type $TypeEdge {
              node: $Type!
            }
            """;

    private static final String COMMON = """
            type Query
            "What lies beyond a page."
            type PageInfo {
              "Whether more documents follow."
              hasNextPage: Boolean!
            }
            """;

    private SchemaAssembly() {}

    static GraphQLSchema assemble(ReadModels models, ModelCollections collections) {
        ApiTypes types = new ApiTypes(models.registry());
        StringBuilder generated = new StringBuilder(COMMON);
        TypeRuntimeWiring.Builder query = TypeRuntimeWiring.newTypeWiring("Query");
        for (ReadModel model : models.all()) {
            types.reach(model.name());
            model.key().forEach(key -> types.reach(field(model, key).type().sdlName()));
            generated.append(generate(model));
            ModelCollection collection = new ModelCollection(model, collections);
            query.dataFetcher(model.singular(), new ByKeyFetcher(collection));
            query.dataFetcher(model.plural(), new ListFetcher(collection));
        }
        RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring().type(query);
        models.all().forEach(model -> wiring.type(guarded(model)));
        TypeDefinitionRegistry registry = types.registry().merge(new SchemaParser().parse(generated.toString()));
        for (ScalarTypeDefinition scalar : registry.scalars().values()) {
            ScalarType.named(scalar.getName())
                    .filter(type -> !ScalarInfo.isGraphqlSpecifiedScalar(scalar.getName()))
                    .ifPresent(type -> wiring.scalar(ModelScalar.of(type, text(scalar.getDescription()))));
        }
        return new SchemaGenerator().makeExecutableSchema(registry, wiring.build());
    }

    private static TypeRuntimeWiring.Builder guarded(ReadModel model) {
        TypeRuntimeWiring.Builder type = TypeRuntimeWiring.newTypeWiring(model.name());
        model.guarded().forEach(field -> type.dataFetcher(field.name(), new GuardedFetcher(field)));
        return type;
    }

    private static String generate(ReadModel model) {
        String key = model.key().stream()
                .map(name -> name + ": " + field(model, name).type().sdlName() + "!")
                .collect(Collectors.joining(", "));
        return MODEL.replace("$Type", model.name())
                .replace("$one", model.singular())
                .replace("$many", model.plural())
                .replace("$key", key)
                .replace("$max", String.valueOf(ListFetcher.MAX_FIRST))
                .replace("$default", String.valueOf(ListFetcher.DEFAULT_FIRST));
    }

    private static ModelField field(ReadModel model, String name) {
        return model.fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String text(@Nullable Description description) {
        return description == null ? "" : description.getContent();
    }
}
