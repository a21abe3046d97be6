package io.howdah.graphql;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.howdah.model.ModelField;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows a field to those who have one of its roles; for others it is null, with an error that says so. */
final class GuardedFetcher implements DataFetcher<@Nullable Object> {

    private final ModelField field;

    GuardedFetcher(ModelField field) {
        this.field = field;
    }

    @Override
    public @Nullable Object get(DataFetchingEnvironment environment) {
        if (!field.isReadableBy(Caller.of(environment.getGraphQlContext()).principal())) {
            // Whether or not there is a value, or its absence would be told.
            throw new FieldForbiddenException();
        }
        Map<String, @Nullable Object> document = environment.getSource();
        return document == null ? null : document.get(field.name());
    }
}
