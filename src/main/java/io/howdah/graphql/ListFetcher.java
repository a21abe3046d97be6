package io.howdah.graphql;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists a page of documents, in the order of their keys, as a connection. */
final class ListFetcher implements DataFetcher<Map<String, Object>> {

    static final int DEFAULT_FIRST = 20;
    static final int MAX_FIRST = 100;

    private final ModelCollection collection;

    ListFetcher(ModelCollection collection) {
        this.collection = collection;
    }

    @Override
    public Map<String, Object> get(DataFetchingEnvironment environment) {
        Integer asked = environment.getArgument("first");
        int first = asked == null ? DEFAULT_FIRST : asked;
        if (first < 0 || first > MAX_FIRST) {
            throw new UserInputException("first=" + first + " must be from 0 to " + MAX_FIRST);
        }
        // One more than asked for tells whether there are more.
        List<Map<String, @Nullable Object>> found = collection.list(
                first + 1, collection.projection(environment.getSelectionSet(), "nodes/*", "edges/node/*"));
        List<Map<String, @Nullable Object>> nodes = found.subList(0, Math.min(first, found.size()));
        return Map.of(
                "nodes", nodes,
                "edges", nodes.stream().map(node -> Map.of("node", node)).toList(),
                "pageInfo", Map.of("hasNextPage", found.size() > first));
    }
}
