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
import io.howdah.graphql.schema.SubscriptionTypes.ChangeSource;
import io.howdah.model.View;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Schema that evaluates results of subscriptions. Each field of {@code Subscription} is a query in it that returns a
 * list, so that the documents of a snapshot, and all their relations, are read together.
 */
public final class SubscriptionSchema {

    private static final List<String> ROOTS = List.of("Query", "Mutation", "Subscription");

    /** Changes to evaluate, in the context of an execution. */
    public record Changes(List<ChangeSource> changes) {

        static List<ChangeSource> of(DataFetchingEnvironment environment) {
            Changes context =
                    Objects.requireNonNull(environment.getGraphQlContext().get(Changes.class));
            return context.changes();
        }
    }

    private SubscriptionSchema() {}

    /** Replaces the API's root types by the queries. */
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

    /** Adds the fetchers of a view's changes. */
    static void wire(RuntimeWiring.Builder wiring, View view) {
        wiring.type(TypeRuntimeWiring.newTypeWiring("Query")
                .dataFetcher(SubscriptionSdl.field(view), (DataFetcher<List<ChangeSource>>) Changes::of));
        SubscriptionTypes.wire(wiring, view);
    }
}
