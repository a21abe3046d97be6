package io.howdah.describe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graphql.language.AbstractDescribedNode;
import graphql.language.EnumTypeDefinition;
import graphql.language.FieldDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.schema.idl.TypeDefinitionRegistry;
import io.howdah.model.EnumType;
import io.howdah.model.FieldType;
import io.howdah.model.InterfaceType;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.ObjectType;
import io.howdah.model.ReadModel;
import io.howdah.model.ScalarType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Converts the SDL's types to JSON Schema, in the common subset of draft 7 (AsyncAPI) and 2020-12 (OpenAPI). Each named type becomes one
 * component. An object type has up to two: the complete one, and {@code <name>.partial} for channels with a payload transform, which may
 * leave fields out. Not thread-safe.
 */
public final class DataSchemas {

    private final TypeDefinitionRegistry sdl;
    private final Map<String, ObjectNode> components = new TreeMap<>();

    /** Creates the schemas of the types of this SDL. */
    public DataSchemas(TypeDefinitionRegistry sdl) {
        this.sdl = sdl;
    }

    /** Returns the components of all types requested so far, by name. */
    public ObjectNode components() {
        ObjectNode all = node();
        all.setAll(components);
        return all;
    }

    /**
     * Returns the schema of a model's data in an event.
     *
     * @param whole whether the event has every field
     */
    public ObjectNode data(ReadModel model, boolean whole) {
        return object(model.name(), model.fields(), whole);
    }

    /** Returns the schema of a filter's operand on a field of this type. */
    public ObjectNode filter(FieldType type) {
        return value(type instanceof ListType list ? list.element() : type, true);
    }

    /** Returns the schema of a type, with every field. */
    public ObjectNode of(FieldType type) {
        return value(type, true);
    }

    /** Adds a component that does not come from a type, unless the name exists. Returns a reference to it. */
    public ObjectNode add(String name, Supplier<ObjectNode> schema) {
        if (!components.containsKey(name)) {
            // Registered first, as the schema may refer to itself.
            components.put(name, node());
            components.put(name, schema.get());
        }
        return component(name);
    }

    /** Returns the SDL's description of a type, or an empty text. */
    public String description(String type) {
        return sdl.getTypeOrNull(type) instanceof AbstractDescribedNode<?> node ? text(node) : "";
    }

    /** Returns the schema with a description. A reference is wrapped, because draft 7 ignores its siblings. */
    public static ObjectNode described(ObjectNode schema, String description) {
        return description.isEmpty() ? schema : around(schema).put("description", description);
    }

    private static ObjectNode around(ObjectNode schema) {
        if (!schema.has("$ref")) {
            return schema;
        }
        ObjectNode around = node();
        around.putArray("allOf").add(schema);
        return around;
    }

    private ObjectNode object(String name, List<ModelField> fields, boolean whole) {
        String key = whole ? name : name + ".partial";
        if (!components.containsKey(key)) {
            ObjectNode schema = described(node().put("type", "object"), description(name));
            // Registered before its fields, as a type may contain itself.
            components.put(key, schema);
            ObjectNode properties = schema.putObject("properties");
            List<ModelField> shown =
                    fields.stream().filter(field -> !field.stored()).toList();
            shown.forEach(field -> properties.set(field.name(), field(name, field, whole)));
            if (whole) {
                ArrayNode required = schema.putArray("required");
                shown.forEach(field -> required.add(field.name()));
            }
        }
        return component(key);
    }

    private ObjectNode field(String type, ModelField field, boolean whole) {
        ObjectNode value = value(field.type(), whole);
        ObjectNode schema = field.required() ? value : nullable(value);
        FieldDefinition definition =
                Objects.requireNonNull(sdl.getTypeOrNull(type, ObjectTypeDefinition.class))
                        .getFieldDefinitions()
                        .stream()
                        .filter(found -> found.getName().equals(field.name()))
                        .findFirst()
                        .orElseThrow();
        ObjectNode described = described(schema, text(definition));
        return definition.hasDirective("deprecated") ? around(described).put("deprecated", true) : described;
    }

    private ObjectNode value(FieldType type, boolean whole) {
        if (type instanceof ListType list) {
            ObjectNode element = value(list.element(), whole);
            return node().put("type", "array").set("items", list.elementRequired() ? element : nullable(element));
        }
        if (type instanceof ObjectType object) {
            return object(object.sdlName(), object.fields(), whole);
        }
        if (type instanceof InterfaceType either) {
            ObjectNode one = node();
            ArrayNode types = one.putArray("oneOf");
            either.types().forEach(each -> types.add(object(each.sdlName(), each.fields(), whole)));
            return one;
        }
        if (type instanceof EnumType values) {
            components.computeIfAbsent(values.sdlName(), name -> enumeration(values));
            return component(values.sdlName());
        }
        return scalar((ScalarType) type);
    }

    private ObjectNode scalar(ScalarType type) {
        return switch (type) {
            case ID, STRING -> node().put("type", "string");
            case INT -> node().put("type", "integer").put("format", "int32");
            case FLOAT -> node().put("type", "number").put("format", "double");
            case BOOLEAN -> node().put("type", "boolean");
            case LONG -> custom(type, node().put("type", "integer").put("format", "int64"));
            case DECIMAL -> custom(type, node().put("type", "string").put("pattern", "^-?[0-9]+(\\.[0-9]+)?$"));
            case DATE_TIME -> custom(type, node().put("type", "string").put("format", "date-time"));
            case DATE -> custom(type, node().put("type", "string").put("format", "date"));
            case JSON -> custom(type, node());
        };
    }

    /** Returns a reference to a scalar that Howdah defines, with its description. */
    private ObjectNode custom(ScalarType type, ObjectNode schema) {
        components.computeIfAbsent(type.sdlName(), name -> described(schema, description(name)));
        return component(type.sdlName());
    }

    private ObjectNode enumeration(EnumType type) {
        ObjectNode schema = node().put("type", "string");
        ArrayNode values = schema.putArray("enum");
        type.values().forEach(values::add);
        String each = Objects.requireNonNull(sdl.getTypeOrNull(type.sdlName(), EnumTypeDefinition.class))
                .getEnumValueDefinitions()
                .stream()
                .filter(value -> value.getDescription() != null)
                .map(value -> "- " + value.getName() + ": " + text(value))
                .collect(Collectors.joining("\n"));
        return described(schema, (description(type.sdlName()) + "\n\n" + each).strip());
    }

    /** Returns the schema, extended to allow null. */
    public static ObjectNode nullable(ObjectNode schema) {
        if (schema.path("type").isTextual()) {
            String type = schema.path("type").asText();
            schema.putArray("type").add(type).add("null");
            return schema;
        }
        ObjectNode either = node();
        either.putArray("anyOf").add(schema).add(node().put("type", "null"));
        return either;
    }

    /** Returns a reference to a component. */
    public static ObjectNode component(String key) {
        return node().put("$ref", "#/components/schemas/" + key);
    }

    private static String text(AbstractDescribedNode<?> definition) {
        return definition.getDescription() == null
                ? ""
                : definition.getDescription().getContent().strip();
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
