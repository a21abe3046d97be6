package io.howdah.graphql.schema;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.LightDataFetcher;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeRuntimeWiring;
import io.howdah.graphql.Caller;
import io.howdah.query.ModelReads;
import io.howdah.query.Page;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Fetchers of the parts of a page, as Relay's cursor connections specification defines them. */
final class ConnectionTypes {

    private record Edge(Page page, Document node) {}

    /** Fetcher of a part of its source. */
    private record Part<S>(Class<S> type, Function<S, @Nullable Object> part)
            implements LightDataFetcher<@Nullable Object> {

        @Override
        public @Nullable Object get(
                GraphQLFieldDefinition definition,
                @Nullable Object source,
                Supplier<DataFetchingEnvironment> environment) {
            return part.apply(type.cast(Objects.requireNonNull(source)));
        }

        @Override
        public @Nullable Object get(DataFetchingEnvironment environment) {
            return get(environment.getFieldDefinition(), environment.getSource(), () -> environment);
        }
    }

    private ConnectionTypes() {}

    /** Adds the fetchers of a view's pages. */
    static void wire(RuntimeWiring.Builder wiring, String view, ModelReads reads) {
        wiring.type(TypeRuntimeWiring.newTypeWiring(view + "Connection")
                .dataFetcher("nodes", page(Page::documents))
                .dataFetcher("edges", page(ConnectionTypes::edges))
                .dataFetcher("pageInfo", page(page -> page))
                .dataFetcher("totalCount", (DataFetcher<Integer>) environment -> count(environment, reads)));
        wiring.type(TypeRuntimeWiring.newTypeWiring(view + "Edge")
                .dataFetcher("node", new Part<>(Edge.class, Edge::node))
                .dataFetcher(
                        "cursor",
                        new Part<>(Edge.class, edge -> edge.page().request().cursor(edge.node()))));
    }

    /** Adds the fetchers that all views share. */
    static void wire(RuntimeWiring.Builder wiring) {
        wiring.type(TypeRuntimeWiring.newTypeWiring("PageInfo")
                .dataFetcher("hasNextPage", page(Page::hasNext))
                .dataFetcher("hasPreviousPage", page(Page::hasPrevious))
                .dataFetcher("startCursor", page(page -> cursor(page, 0)))
                .dataFetcher(
                        "endCursor", page(page -> cursor(page, page.documents().size() - 1))));
    }

    private static Part<Page> page(Function<Page, @Nullable Object> part) {
        return new Part<>(Page.class, part);
    }

    private static List<Edge> edges(Page page) {
        return page.documents().stream().map(node -> new Edge(page, node)).toList();
    }

    private static @Nullable String cursor(Page page, int index) {
        List<Document> documents = page.documents();
        return documents.isEmpty() ? null : page.request().cursor(documents.get(index));
    }

    /** Counts the list. This is a separate read that happens only if the field is selected. */
    private static Integer count(DataFetchingEnvironment environment, ModelReads reads) {
        Page page = Objects.requireNonNull(environment.getSource());
        long count = reads.count(Caller.reader(environment.getGraphQlContext()), page.request());
        return (int) Math.min(count, Integer.MAX_VALUE);
    }
}
