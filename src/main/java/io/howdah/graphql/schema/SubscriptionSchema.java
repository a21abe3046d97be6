package io.howdah.graphql.schema;

import graphql.language.FieldDefinition;
import graphql.language.ListType;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ObjectTypeExtensionDefinition;
import graphql.language.TypeName;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.TypeRuntimeWiring;
import io.howdah.graphql.schema.SubscriptionTypes.Told;
import io.howdah.model.View;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The schema by which the results of subscriptions are worked out: each field of {@code Subscription} is a query there, of which
 * the answer is a list, so that the documents of a snapshot, and the relations of all of them, are read together.
 */
public final class SubscriptionSchema {

    private static final List<String> ROOTS = List.of("Query", "Mutation", "Subscription");

    /** What a list is worked out of, in the context of an execution. */
    public record Changes(List<Told> told) {

        static List<Told> of(DataFetchingEnvironment environment) {
            Changes changes =
                    Objects.requireNonNull(environment.getGraphQlContext().get(Changes.class));
            return changes.told();
        }
    }

    private SubscriptionSchema() {}

    /** Puts the fields in the place of the root types of the API. */
    static void declare(TypeDefinitionRegistry registry, List<View> views) {
        for (String root : ROOTS) {
            List<ObjectTypeExtensionDefinition> extensions =
                    registry.objectTypeExtensions().getOrDefault(root, List.of());
            List.copyOf(extensions).forEach(registry::remove);
            Optional.ofNullable(registry.types().get(root)).ifPresent(registry::remove);
        }
        registry.add(ObjectTypeDefinition.newObjectTypeDefinition()
                .name("Query")
                .fieldDefinitions(views.stream().map(SubscriptionSchema::field).toList())
                .build());
    }

    private static FieldDefinition field(View view) {
        TypeName change = TypeName.newTypeName(view.name() + "Change").build();
        return FieldDefinition.newFieldDefinition()
                .name(SubscriptionSdl.field(view))
                .type(ListType.newListType(change).build())
                .build();
    }

    /** Adds what shows the changes of a view. */
    static void wire(RuntimeWiring.Builder wiring, View view) {
        wiring.type(TypeRuntimeWiring.newTypeWiring("Query")
                .dataFetcher(SubscriptionSdl.field(view), (DataFetcher<List<Told>>) Changes::of));
        SubscriptionTypes.wire(wiring, view);
    }
}
