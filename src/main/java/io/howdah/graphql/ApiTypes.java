package io.howdah.graphql;

import graphql.language.Directive;
import graphql.language.FieldDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ScalarTypeDefinition;
import graphql.language.TypeDefinition;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.TypeUtil;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Picks from the SDL what clients see: the types that a model's API fields reach, without Howdah's directives. */
final class ApiTypes {

    private final TypeDefinitionRegistry sdl;
    private final Map<String, TypeDefinition<?>> types = new LinkedHashMap<>();

    ApiTypes(TypeDefinitionRegistry sdl) {
        this.sdl = sdl;
    }

    /** Add the named type and all that it reaches. */
    void reach(String name) {
        ScalarTypeDefinition scalar = sdl.scalars().get(name);
        TypeDefinition<?> type = scalar == null ? sdl.types().get(name) : scalar;
        if (type == null || types.containsKey(name)) {
            return;
        }
        if (type instanceof ObjectTypeDefinition object) {
            List<FieldDefinition> fields = fields(object);
            types.put(
                    name,
                    object.transform(shown -> shown.fieldDefinitions(fields).directives(List.of())));
            fields.forEach(field -> reach(TypeUtil.unwrapAll(field.getType()).getName()));
        } else {
            types.put(name, type);
        }
    }

    private static List<FieldDefinition> fields(ObjectTypeDefinition type) {
        return type.getFieldDefinitions().stream()
                .filter(field -> !field.hasDirective("stored"))
                .map(field -> field.transform(shown -> shown.directives(graphQlsOwn(field))))
                .toList();
    }

    private static List<Directive> graphQlsOwn(FieldDefinition field) {
        return field.getDirectives("deprecated");
    }

    TypeDefinitionRegistry registry() {
        TypeDefinitionRegistry registry = new TypeDefinitionRegistry();
        types.values().forEach(registry::add);
        return registry;
    }
}
