package io.howdah.graphql;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the one document that the key arguments name. */
final class ByKeyFetcher implements DataFetcher<@Nullable Map<String, @Nullable Object>> {

    private final ModelCollection collection;

    ByKeyFetcher(ModelCollection collection) {
        this.collection = collection;
    }

    @Override
    public @Nullable Map<String, @Nullable Object> get(DataFetchingEnvironment environment) {
        return collection
                .find(environment.getArguments(), collection.projection(environment.getSelectionSet()))
                .orElse(null);
    }
}
