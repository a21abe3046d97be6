package io.howdah.graphql.schema;

import graphql.language.ObjectTypeDefinition;
import graphql.language.ObjectTypeExtensionDefinition;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.TypeRuntimeWiring;
import graphql.schema.idl.TypeUtil;
import io.howdah.model.RouteField;
import java.util.List;

/** Adds hand-written fields to a schema: their types, the fields without Howdah's directives, and their fetchers. */
final class RouteFields {

    private final List<RouteField> fields;

    RouteFields(List<RouteField> fields) {
        this.fields = fields;
    }

    /** Adds the types of the fields and their arguments. */
    void reach(ApiTypes types) {
        for (RouteField field : fields) {
            types.reach(TypeUtil.unwrapAll(field.definition().getType()).getName());
            field.definition()
                    .getInputValueDefinitions()
                    .forEach(argument ->
                            types.reach(TypeUtil.unwrapAll(argument.getType()).getName()));
        }
    }

    /** Adds the fields to the root types of a schema that has {@code Query} and no hand-written fields yet. */
    void declare(TypeDefinitionRegistry schema) {
        if (fields.stream().anyMatch(RouteField::isMutation)) {
            schema.add(ObjectTypeDefinition.newObjectTypeDefinition()
                    .name(RouteField.MUTATION)
                    .build());
        }
        for (RouteField field : fields) {
            schema.add(ObjectTypeExtensionDefinition.newObjectTypeExtensionDefinition()
                    .name(field.root())
                    .fieldDefinition(ApiTypes.published(field.definition()))
                    .build());
        }
    }

    /** Adds the fetchers that call the routes. */
    void wire(RuntimeWiring.Builder wiring, RouteCalls calls) {
        for (RouteField field : fields) {
            wiring.type(TypeRuntimeWiring.newTypeWiring(field.root())
                    .dataFetcher(field.definition().getName(), new RouteFetcher(field, calls)));
        }
    }
}
