package io.howdah.model;

import graphql.language.EnumTypeDefinition;
import graphql.language.EnumValueDefinition;
import graphql.language.FieldDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.NonNullType;
import graphql.language.ObjectTypeDefinition;
import graphql.language.SDLNamedDefinition;
import graphql.language.Type;
import graphql.language.TypeName;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Creates field types from SDL definitions. Unknown types are left out; they are already reported. */
final class TypeReader {

    private static final String DEFAULT_CLAIM = "sub";

    private final Map<String, FieldType> types = new HashMap<>();

    TypeReader(Map<String, SDLNamedDefinition<?>> definitions) {
        for (ScalarType scalar : ScalarType.values()) {
            types.put(scalar.sdlName(), scalar);
        }
        definitions.values().forEach(this::declare);
        definitions.values().forEach(this::complete);
    }

    /** Returns the object type with a name, which must be defined. */
    ObjectType objectType(String name) {
        return (ObjectType) Objects.requireNonNull(types.get(name), name);
    }

    private void declare(SDLNamedDefinition<?> definition) {
        String name = definition.getName();
        if (definition instanceof ObjectTypeDefinition) {
            types.put(name, new ObjectType(name));
        } else if (definition instanceof InterfaceTypeDefinition) {
            types.put(name, new InterfaceType(name));
        } else if (definition instanceof EnumTypeDefinition declared) {
            types.put(
                    name,
                    new EnumType(
                            name,
                            declared.getEnumValueDefinitions().stream()
                                    .map(EnumValueDefinition::getName)
                                    .collect(Collectors.toCollection(LinkedHashSet::new))));
        }
    }

    private void complete(SDLNamedDefinition<?> definition) {
        if (definition instanceof ObjectTypeDefinition declared) {
            declared.getImplements().forEach(each -> implement(((TypeName) each).getName(), declared.getName()));
            List<ModelField> fields = declared.getFieldDefinitions().stream()
                    .filter(field -> !field.hasDirective("relation"))
                    .flatMap(field -> type(field.getType()).map(type -> field(field, type)).stream())
                    .toList();
            objectType(declared.getName()).fields(fields);
        }
    }

    private void implement(String name, String implementation) {
        if (types.get(name) instanceof InterfaceType implemented) {
            implemented.implementedBy(objectType(implementation));
        }
    }

    /** Returns a type without its nullability; empty if it is unknown. */
    Optional<FieldType> type(Type<?> type) {
        if (type instanceof NonNullType nonNull) {
            return type(nonNull.getType());
        }
        if (type instanceof graphql.language.ListType list) {
            return type(list.getType()).map(element -> new ListType(element, Sdl.isNonNull(list.getType())));
        }
        return Optional.ofNullable(types.get(((TypeName) type).getName()));
    }

    private static ModelField field(FieldDefinition field, FieldType type) {
        return new ModelField(
                field.getName(),
                type,
                Sdl.isNonNull(field.getType()),
                field.hasDirective("stored"),
                claim(field, "owner"),
                claim(field, "tenant"),
                field.hasDirective("filterable"),
                field.hasDirective("sortable"),
                ModelReader.readers(field));
    }

    private static Optional<String> claim(FieldDefinition field, String directive) {
        return field.getDirectives(directive).stream()
                .findFirst()
                .map(found ->
                        ModelReader.texts(found, "claim").stream().findFirst().orElse(DEFAULT_CLAIM));
    }
}
