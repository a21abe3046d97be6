package io.howdah.graphql.schema;

import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.NonNullType;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ScalarTypeDefinition;
import graphql.language.Type;
import graphql.language.TypeDefinition;
import graphql.language.TypeName;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.TypeUtil;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the types that clients see: those that a model's API fields reach, without Howdah's directives. */
final class ApiTypes {

    private final TypeDefinitionRegistry sdl;
    private final Map<String, TypeDefinition<?>> types = new LinkedHashMap<>();

    ApiTypes(TypeDefinitionRegistry sdl) {
        this.sdl = sdl;
    }

    /** Adds a type and all types that it reaches. */
    void reach(String name) {
        ScalarTypeDefinition scalar = sdl.scalars().get(name);
        TypeDefinition<?> type = scalar == null ? sdl.types().get(name) : scalar;
        if (type == null || types.containsKey(name)) {
            return;
        }
        if (type instanceof ObjectTypeDefinition object) {
            List<FieldDefinition> fields = fields(object.getFieldDefinitions());
            types.put(
                    name,
                    object.transform(builder -> builder.fieldDefinitions(fields).directives(List.of())));
            reach(fields);
            object.getImplements().forEach(each -> reach(((TypeName) each).getName()));
        } else if (type instanceof InterfaceTypeDefinition interfaceType) {
            List<FieldDefinition> fields = fields(interfaceType.getFieldDefinitions());
            types.put(
                    name,
                    interfaceType.transform(
                            builder -> builder.definitions(fields).directives(List.of())));
            reach(fields);
            sdl.getAllImplementationsOf(interfaceType).forEach(each -> reach(each.getName()));
        } else {
            types.put(name, type);
            if (type instanceof InputObjectTypeDefinition input) {
                input.getInputValueDefinitions()
                        .forEach(field ->
                                reach(TypeUtil.unwrapAll(field.getType()).getName()));
            }
        }
    }

    private void reach(List<FieldDefinition> fields) {
        fields.forEach(field -> reach(TypeUtil.unwrapAll(field.getType()).getName()));
    }

    private static List<FieldDefinition> fields(List<FieldDefinition> declared) {
        return declared.stream()
                .filter(field -> !field.hasDirective("stored"))
                .map(ApiTypes::published)
                .toList();
    }

    /** Returns a field as clients see it, without Howdah's directives. */
    static FieldDefinition published(FieldDefinition field) {
        boolean isList = field.hasDirective("relation") && TypeUtil.isList(nullable(field.getType()));
        return field.transform(builder -> {
            builder.directives(field.getDirectives("deprecated"));
            if (isList) {
                builder.inputValueDefinition(RelationFetcher.FIRST);
            }
        });
    }

    private static Type<?> nullable(Type<?> type) {
        return type instanceof NonNullType nonNull ? nonNull.getType() : type;
    }

    TypeDefinitionRegistry registry() {
        TypeDefinitionRegistry registry = new TypeDefinitionRegistry();
        types.values().forEach(registry::add);
        return registry;
    }
}
