package io.howdah.graphql.schema;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.LightDataFetcher;
import io.howdah.graphql.Caller;
import io.howdah.model.EnumType;
import io.howdah.model.FieldType;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.ScalarType;
import io.howdah.query.ForbiddenFieldException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetcher of a field of a stored document, or of an object in it. If the principal has none of the roles of {@code
 * @readers}, the field is null, with an error.
 */
final class ValueFetcher implements LightDataFetcher<@Nullable Object> {

    private final ModelField field;
    private final boolean isConverted;

    ValueFetcher(ModelField field) {
        this.field = field;
        FieldType type = field.type();
        while (type instanceof ListType list) {
            type = list.element();
        }
        // An object's fields have fetchers of their own.
        this.isConverted = type instanceof ScalarType || type instanceof EnumType;
    }

    @Override
    public @Nullable Object get(
            GraphQLFieldDefinition definition, @Nullable Object source, Supplier<DataFetchingEnvironment> environment) {
        if (!field.readers().isEmpty()
                && !field.isReadableBy(
                        Caller.of(environment.get().getGraphQlContext()).principal())) {
            // Fails even without a value, or the client would learn that there is none.
            throw new ForbiddenFieldException();
        }
        Object stored = source instanceof Map<?, ?> document ? document.get(field.name()) : null;
        return stored == null || !isConverted ? stored : field.type().toData(stored);
    }

    @Override
    public @Nullable Object get(DataFetchingEnvironment environment) {
        return get(environment.getFieldDefinition(), environment.getSource(), () -> environment);
    }
}
