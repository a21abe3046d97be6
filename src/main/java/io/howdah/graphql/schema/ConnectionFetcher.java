package io.howdah.graphql.schema;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.howdah.graphql.Caller;
import io.howdah.query.ModelReads;
import io.howdah.query.Order;
import io.howdah.query.Page;
import io.howdah.query.PageCursors;
import io.howdah.query.PageLength;
import io.howdah.query.PageRequest;
import io.howdah.query.Reader;
import io.howdah.query.Where;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a page of a list, as Relay's cursor connections specification defines it. */
final class ConnectionFetcher implements DataFetcher<Page> {

    private static final Set<String> DOCUMENT_FIELDS = Set.of("nodes", "edges", "pageInfo");

    private final ModelReads reads;
    private final PageCursors cursors;

    /** Creates a fetcher of pages. */
    ConnectionFetcher(ModelReads reads, PageCursors cursors) {
        this.reads = reads;
        this.cursors = cursors;
    }

    @Override
    public Page get(DataFetchingEnvironment environment) {
        Selection selection = Selection.of(environment);
        Reader reader = Caller.reader(environment.getGraphQlContext());
        PageRequest request = request(environment, reader);
        if (Collections.disjoint(selection.names(), DOCUMENT_FIELDS)) {
            // Only the count is selected, which is a separate read.
            return new Page(List.of(), false, request);
        }
        Selection documents =
                selection.below("nodes").and(selection.below("edges").below("node"));
        return reads.page(reader, request, documents.paths(reads.model()));
    }

    private PageRequest request(DataFetchingEnvironment environment, Reader reader) {
        PageLength length = PageLength.of(environment.getArgument("first"), environment.getArgument("last"));
        return new PageRequest.Builder(
                        reads.model(),
                        cursors,
                        orders(environment, reader),
                        Where.compile(reads.model(), reader.principal(), environment.getArgument("where")),
                        length.limit(),
                        length.backward(),
                        cursor(environment, "after"),
                        cursor(environment, "before"))
                .build();
    }

    private List<Order> orders(DataFetchingEnvironment environment, Reader reader) {
        @Nullable List<Map<String, Object>> orders = environment.getArgument("orderBy");
        if (orders == null) {
            return List.of();
        }
        return orders.stream()
                .map(order -> Order.of(
                        reads.model(),
                        reader.principal(),
                        String.valueOf(order.get("field")),
                        "DESC".equals(order.get("direction"))))
                .toList();
    }

    private static Optional<String> cursor(DataFetchingEnvironment environment, String argument) {
        return Optional.ofNullable(environment.<@Nullable String>getArgument(argument));
    }
}
