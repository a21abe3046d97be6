package io.howdah.graphql.schema;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.howdah.graphql.Caller;
import io.howdah.query.ModelReads;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Reads the document with the key in the arguments; null if it doesn't exist or the principal may not see it. */
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
