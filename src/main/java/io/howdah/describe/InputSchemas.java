package io.howdah.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumTypeDefinition;
import graphql.language.EnumValue;
import graphql.language.EnumValueDefinition;
import graphql.language.FloatValue;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.IntValue;
import graphql.language.ListType;
import graphql.language.NonNullType;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Type;
import graphql.language.TypeName;
import graphql.language.Value;
import graphql.schema.idl.TypeDefinitionRegistry;
import io.howdah.model.EnumType;
import io.howdah.model.FieldType;
import io.howdah.model.ScalarType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Converts the arguments of commands and their input types to JSON Schema. */
final class InputSchemas {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final TypeDefinitionRegistry sdl;
    private final DataSchemas schemas;

    InputSchemas(TypeDefinitionRegistry sdl, DataSchemas schemas) {
        this.sdl = sdl;
        this.schemas = schemas;
    }

    /** Returns the schema of an object with these members. */
    ObjectNode object(List<InputValueDefinition> values) {
        ObjectNode schema = Json.node().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (InputValueDefinition value : values) {
            ObjectNode member =
                    DataSchemas.described(nullable(value.getType()), CommandOperations.text(value.getDescription()));
            if (value.getDefaultValue() != null) {
                member = member.has("$ref")
                        ? Json.node().set("allOf", JSON.arrayNode().add(member))
                        : member;
                member.set("default", literal(value.getDefaultValue()));
            }
            properties.set(value.getName(), member);
            if (isRequired(value)) {
                schema.withArray("required").add(value.getName());
            }
        }
        return schema.put("additionalProperties", false);
    }

    private static boolean isRequired(InputValueDefinition value) {
        return value.getType() instanceof NonNullType && value.getDefaultValue() == null;
    }

    private ObjectNode nullable(Type<?> type) {
        return type instanceof NonNullType nonNull ? value(nonNull.getType()) : DataSchemas.nullable(value(type));
    }

    private ObjectNode value(Type<?> type) {
        if (type instanceof NonNullType nonNull) {
            return value(nonNull.getType());
        }
        if (type instanceof ListType list) {
            return Json.array(nullable(list.getType()));
        }
        String name = ((TypeName) type).getName();
        return leaf(name)
                .map(schemas::of)
                .orElseGet(() -> schemas.add(name, () -> {
                    InputObjectTypeDefinition input = input(name);
                    return DataSchemas.described(object(input.getInputValueDefinitions()), schemas.description(name));
                }));
    }

    private Optional<FieldType> leaf(String name) {
        if (sdl.getTypeOrNull(name) instanceof EnumTypeDefinition values) {
            return Optional.of(new EnumType(
                    name,
                    values.getEnumValueDefinitions().stream()
                            .map(EnumValueDefinition::getName)
                            .collect(Collectors.toCollection(LinkedHashSet::new))));
        }
        return ScalarType.named(name).map(FieldType.class::cast);
    }

    private InputObjectTypeDefinition input(String name) {
        return Objects.requireNonNull(sdl.getTypeOrNull(name, InputObjectTypeDefinition.class), name);
    }

    /** Returns an example with the required members. */
    ObjectNode example(List<InputValueDefinition> values) {
        ObjectNode example = Json.node();
        values.stream()
                .filter(InputSchemas::isRequired)
                .forEach(value -> example.set(value.getName(), example(value.getName(), value.getType())));
        return example;
    }

    private JsonNode example(String name, Type<?> type) {
        if (type instanceof NonNullType nonNull) {
            return example(name, nonNull.getType());
        }
        if (type instanceof ListType) {
            return JSON.arrayNode();
        }
        String typeName = ((TypeName) type).getName();
        return leaf(typeName)
                .map(leaf -> Examples.of(name, leaf))
                .orElseGet(() -> example(input(typeName).getInputValueDefinitions()));
    }

    private static JsonNode literal(Value<?> value) {
        if (value instanceof IntValue number) {
            return JSON.numberNode(number.getValue());
        }
        if (value instanceof FloatValue number) {
            return JSON.numberNode(number.getValue());
        }
        if (value instanceof BooleanValue bool) {
            return JSON.booleanNode(bool.isValue());
        }
        if (value instanceof StringValue text) {
            return JSON.textNode(text.getValue());
        }
        if (value instanceof EnumValue name) {
            return JSON.textNode(name.getName());
        }
        if (value instanceof ArrayValue array) {
            ArrayNode values = JSON.arrayNode();
            array.getValues().forEach(each -> values.add(literal(each)));
            return values;
        }
        if (value instanceof ObjectValue object) {
            ObjectNode members = Json.node();
            object.getObjectFields().forEach(field -> members.set(field.getName(), literal(field.getValue())));
            return members;
        }
        return JSON.nullNode();
    }
}
