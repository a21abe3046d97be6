package io.howdah.describe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.FieldType;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.View;
import io.howdah.query.Operator;

/** The filters in JSON, by the names that GraphQL has for them. */
final class FilterSchemas {

    private final DataSchemas schemas;

    FilterSchemas(DataSchemas schemas) {
        this.schemas = schemas;
    }

    /** Return the schema of a view's whole filter. */
    ObjectNode filter(View view) {
        String name = view.name() + "Filter";
        return schemas.add(name, () -> {
            ObjectNode schema = Json.node()
                    .put("type", "object")
                    .put("description", "Which " + view.name() + " documents: all conditions must hold.");
            ObjectNode properties = schema.putObject("properties");
            view.filterable().forEach(field -> properties.set(field.name(), condition(field.type())));
            properties.set("and", described(Json.array(DataSchemas.component(name)), "All of these hold."));
            properties.set("or", described(Json.array(DataSchemas.component(name)), "At least one of these holds."));
            properties.set("not", described(DataSchemas.component(name), "This does not hold."));
            return schema.put("additionalProperties", false);
        });
    }

    private ObjectNode condition(FieldType type) {
        boolean isList = type instanceof ListType;
        String single = type instanceof ListType list ? list.element().sdlName() : type.sdlName();
        return schemas.add(single + (isList ? "ListCondition" : "Condition"), () -> {
            ObjectNode schema = Json.node()
                    .put("type", "object")
                    .put(
                            "description",
                            "A condition on a " + (isList ? "list of " : "") + single
                                    + ": all given operators must hold.");
            ObjectNode properties = schema.putObject("properties");
            for (Operator operator : Operator.of(type)) {
                properties.set(operator.sdlName(), described(operand(operator, type), operator.meaning(type)));
            }
            return schema.put("additionalProperties", false);
        });
    }

    private ObjectNode operand(Operator operator, FieldType type) {
        ObjectNode value = value(operator, type);
        if (operator.takesList()) {
            return Json.array(value);
        }
        return operator == Operator.EQ || operator == Operator.NE ? DataSchemas.nullable(value) : value;
    }

    private ObjectNode value(Operator operator, FieldType type) {
        return operator == Operator.EXISTS ? Json.node().put("type", "boolean") : schemas.filter(type);
    }

    /** Return the parameter of a URL that is a condition on a field. */
    ObjectNode parameter(ModelField field, Operator operator) {
        ObjectNode value = value(operator, field.type());
        return Parameter.query(
                field.name() + "." + operator.sdlName(),
                operator.takesList() ? Json.array(value) : value,
                operator.valueMeaning(field.type()) + (operator.takesList() ? " Repeat it for each." : ""));
    }

    /** Return the parameter that has a field's name alone. */
    ObjectNode parameter(ModelField field) {
        boolean several =
                field.type() instanceof ListType || Operator.of(field.type()).contains(Operator.IN);
        ObjectNode value = schemas.filter(field.type());
        String of = field.type() instanceof ListType
                ? "Only documents whose list holds this"
                : "Only documents with this value";
        return Parameter.query(
                field.name(), several ? Json.array(value) : value, of + (several ? "; repeated, one of these." : "."));
    }

    private static ObjectNode described(ObjectNode schema, String description) {
        return DataSchemas.described(schema, description);
    }
}
