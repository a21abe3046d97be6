package io.howdah.describe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.model.FieldType;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.View;
import io.howdah.query.Operator;

/** Schemas and URL parameters of filters, with the names of GraphQL's input types. */
final class FilterSchemas {

    private final DataSchemas schemas;

    FilterSchemas(DataSchemas schemas) {
        this.schemas = schemas;
    }

    /** Returns the schema of a view's filter in JSON. */
    ObjectNode filter(View view) {
        String name = view.name() + "Filter";
        return schemas.add(name, () -> {
            ObjectNode schema = Json.node()
                    .put("type", "object")
                    .put("description", "Selects " + view.name() + " documents that match all conditions.");
            ObjectNode properties = schema.putObject("properties");
            view.filterable().forEach(field -> properties.set(field.name(), condition(field.type())));
            properties.set("and", described(Json.array(DataSchemas.component(name)), "All of these match."));
            properties.set("or", described(Json.array(DataSchemas.component(name)), "At least one of these matches."));
            properties.set("not", described(DataSchemas.component(name), "This does not match."));
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
                                    + ": the value must match all given operators.");
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

    /** Returns the URL parameter of an operator on a field. */
    ObjectNode parameter(ModelField field, Operator operator) {
        ObjectNode value = value(operator, field.type());
        return Parameter.query(
                field.name() + "." + operator.sdlName(),
                operator.takesList() ? Json.array(value) : value,
                operator.valueMeaning(field.type())
                        + (operator.takesList() ? " Repeat the parameter for each value." : ""));
    }

    /** Returns the URL parameter with a field's name alone. */
    ObjectNode parameter(ModelField field) {
        boolean several =
                field.type() instanceof ListType || Operator.of(field.type()).contains(Operator.IN);
        ObjectNode value = schemas.filter(field.type());
        String of = field.type() instanceof ListType
                ? "Only documents with a list that contains this value"
                : "Only documents with this value";
        return Parameter.query(
                field.name(),
                several ? Json.array(value) : value,
                of + (several ? "; repeat the parameter to match any of several." : "."));
    }

    private static ObjectNode described(ObjectNode schema, String description) {
        return DataSchemas.described(schema, description);
    }
}
