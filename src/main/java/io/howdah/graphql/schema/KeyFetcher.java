package io.howdah.graphql.schema;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.howdah.graphql.Caller;
import io.howdah.query.ModelReads;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Finds the one document that the key arguments name; null if there is none, or none that they may see. */
final class KeyFetcher implements DataFetcher<@Nullable Document> {

    private final ModelReads reads;

    KeyFetcher(ModelReads reads) {
        this.reads = reads;
    }

    @Override
    public @Nullable Document get(DataFetchingEnvironment environment) {
        return reads.find(
                        Caller.reader(environment.getGraphQlContext()),
                        environment.getArguments(),
                        Selection.of(environment).paths(reads.model()))
                .orElse(null);
    }
}
