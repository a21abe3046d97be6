package io.howdah.graphql.execution;

import graphql.language.ArrayValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import graphql.language.VariableReference;
import io.howdah.query.FilterCost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes the complexity of a {@code where} argument. The cost of its variables is computed for each request. */
final class FilterComplexity {

    /** Name of the argument that filters a list or a subscription. */
    static final String ARGUMENT = "where";

    private final List<VariableDefinition> declared;
    private final List<Complexity> parts = new ArrayList<>();

    private FilterComplexity(List<VariableDefinition> declared) {
        this.declared = declared;
    }

    static Complexity of(Value<?> where, List<VariableDefinition> declared) {
        FilterComplexity reader = new FilterComplexity(declared);
        reader.parts.add(Complexity.of(FilterCost.of(reader.toJsonValue(where))));
        return Complexity.sum(reader.parts);
    }

    /** Returns a value as in JSON, or null for a value without cost of its own. */
    private @Nullable Object toJsonValue(@Nullable Value<?> value) {
        if (value instanceof ObjectValue object) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (ObjectField field : object.getObjectFields()) {
                map.put(field.getName(), toJsonValue(field.getValue()));
            }
            return map;
        }
        if (value instanceof ArrayValue array) {
            List<@Nullable Object> list = new ArrayList<>();
            array.getValues().forEach(each -> list.add(toJsonValue(each)));
            return list;
        }
        if (value instanceof VariableReference variable) {
            parts.add(Complexity.of(ofVariable(variable.getName())));
            return null;
        }
        return value instanceof StringValue text ? text.getValue() : null;
    }

    private Complexity.Count ofVariable(String name) {
        long defaultCost = FilterCost.of(declared.stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .map(each -> toJsonValue(each.getDefaultValue()))
                .orElse(null));
        return values -> values.containsKey(name) ? FilterCost.of(values.get(name)) : defaultCost;
    }
}
