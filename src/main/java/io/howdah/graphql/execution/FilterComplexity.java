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

/** Reads the complexity of an argument {@code where}; what its variables cost is worked out for each request. */
final class FilterComplexity {

    /** The argument that filters a list or a subscription. */
    static final String ARGUMENT = "where";

    private final List<VariableDefinition> declared;
    private final List<Complexity> parts = new ArrayList<>();

    private FilterComplexity(List<VariableDefinition> declared) {
        this.declared = declared;
    }

    static Complexity of(Value<?> where, List<VariableDefinition> declared) {
        FilterComplexity read = new FilterComplexity(declared);
        read.parts.add(Complexity.of(FilterCost.of(read.plain(where))));
        return Complexity.sum(read.parts);
    }

    /** Returns a value as it would be in JSON, null for what costs nothing by itself. */
    private @Nullable Object plain(@Nullable Value<?> value) {
        if (value instanceof ObjectValue object) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (ObjectField field : object.getObjectFields()) {
                map.put(field.getName(), plain(field.getValue()));
            }
            return map;
        }
        if (value instanceof ArrayValue array) {
            List<@Nullable Object> list = new ArrayList<>();
            array.getValues().forEach(each -> list.add(plain(each)));
            return list;
        }
        if (value instanceof VariableReference variable) {
            parts.add(Complexity.of(ofVariable(variable.getName())));
            return null;
        }
        return value instanceof StringValue text ? text.getValue() : null;
    }

    private Complexity.Count ofVariable(String name) {
        long otherwise = FilterCost.of(declared.stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .map(each -> plain(each.getDefaultValue()))
                .orElse(null));
        return values -> values.containsKey(name) ? FilterCost.of(values.get(name)) : otherwise;
    }
}
