package io.howdah.graphql.schema;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import io.howdah.model.ScalarType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows arguments as the API has them: graphql-java holds Howdah's scalars in their stored form. */
final class RouteArguments {

    private RouteArguments() {}

    /** Returns the arguments that were given or have a default, by name; the maps and lists may be changed. */
    static Map<String, @Nullable Object> of(DataFetchingEnvironment environment) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        for (GraphQLArgument argument : environment.getFieldDefinition().getArguments()) {
            if (environment.containsArgument(argument.getName())) {
                Object value = environment.getArgument(argument.getName());
                shown.put(argument.getName(), show(argument.getType(), value));
            }
        }
        return shown;
    }

    private static @Nullable Object show(GraphQLType type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        GraphQLType nullable = GraphQLTypeUtil.unwrapNonNull(type);
        if (nullable instanceof GraphQLList list && value instanceof Collection<?> values) {
            List<@Nullable Object> shown = new ArrayList<>(values.size());
            values.forEach(each -> shown.add(show(list.getWrappedType(), each)));
            return shown;
        }
        if (nullable instanceof GraphQLInputObjectType input && value instanceof Map<?, ?> fields) {
            return show(input, fields);
        }
        if (nullable instanceof GraphQLScalarType scalar) {
            return ScalarType.named(scalar.getName())
                    .map(known -> known.toData(value))
                    .orElse(value);
        }
        return value;
    }

    private static Map<String, @Nullable Object> show(GraphQLInputObjectType input, Map<?, ?> fields) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        for (GraphQLInputObjectField field : input.getFieldDefinitions()) {
            if (fields.containsKey(field.getName())) {
                shown.put(field.getName(), show(field.getType(), fields.get(field.getName())));
            }
        }
        return shown;
    }
}
