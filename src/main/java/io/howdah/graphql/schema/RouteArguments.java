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

/** Converts arguments to the API's form, because graphql-java has Howdah's scalars in their stored form. */
final class RouteArguments {

    private RouteArguments() {}

    /** Returns the arguments that were given or have a default, by name. The maps and lists are modifiable. */
    static Map<String, @Nullable Object> of(DataFetchingEnvironment environment) {
        Map<String, @Nullable Object> converted = new LinkedHashMap<>();
        for (GraphQLArgument argument : environment.getFieldDefinition().getArguments()) {
            if (environment.containsArgument(argument.getName())) {
                Object value = environment.getArgument(argument.getName());
                converted.put(argument.getName(), toApi(argument.getType(), value));
            }
        }
        return converted;
    }

    private static @Nullable Object toApi(GraphQLType type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        GraphQLType nullable = GraphQLTypeUtil.unwrapNonNull(type);
        if (nullable instanceof GraphQLList list && value instanceof Collection<?> values) {
            List<@Nullable Object> converted = new ArrayList<>(values.size());
            values.forEach(each -> converted.add(toApi(list.getWrappedType(), each)));
            return converted;
        }
        if (nullable instanceof GraphQLInputObjectType input && value instanceof Map<?, ?> fields) {
            return toApi(input, fields);
        }
        if (nullable instanceof GraphQLScalarType scalar) {
            return ScalarType.named(scalar.getName())
                    .map(scalarType -> scalarType.toData(value))
                    .orElse(value);
        }
        return value;
    }

    private static Map<String, @Nullable Object> toApi(GraphQLInputObjectType input, Map<?, ?> fields) {
        Map<String, @Nullable Object> converted = new LinkedHashMap<>();
        for (GraphQLInputObjectField field : input.getFieldDefinitions()) {
            if (fields.containsKey(field.getName())) {
                converted.put(field.getName(), toApi(field.getType(), fields.get(field.getName())));
            }
        }
        return converted;
    }
}
