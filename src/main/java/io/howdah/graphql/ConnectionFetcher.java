package io.howdah.graphql;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.howdah.query.InvalidQueryException;
import io.howdah.query.ModelReads;
import io.howdah.query.Order;
import io.howdah.query.Page;
import io.howdah.query.PageCursors;
import io.howdah.query.PageRequest;
import io.howdah.query.Reader;
import io.howdah.query.Where;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a page of a list, as Relay's specification of cursor connections has it. */
final class ConnectionFetcher implements DataFetcher<Page> {

    static final int DEFAULT_PAGE = 20;

    private static final Set<String> OF_DOCUMENTS = Set.of("nodes", "edges", "pageInfo");

    private final ModelReads reads;
    private final PageCursors cursors;
    private final int largestPage;

    /** Reads pages of at most {@code largestPage} documents. */
    ConnectionFetcher(ModelReads reads, PageCursors cursors, int largestPage) {
        this.reads = reads;
        this.cursors = cursors;
        this.largestPage = largestPage;
    }

    @Override
    public Page get(DataFetchingEnvironment environment) {
        Selection selection = Selection.of(environment);
        Reader reader = Caller.reader(environment.getGraphQlContext());
        PageRequest request = request(environment, reader);
        if (Collections.disjoint(selection.names(), OF_DOCUMENTS)) {
            // Only the count is asked for, which is a read of its own.
            return new Page(List.of(), false, request);
        }
        Selection documents =
                selection.below("nodes").and(selection.below("edges").below("node"));
        return reads.page(reader, request, documents.paths(reads.model()));
    }

    private PageRequest request(DataFetchingEnvironment environment, Reader reader) {
        Integer first = environment.getArgument("first");
        Integer last = environment.getArgument("last");
        if (first != null && last != null) {
            throw new InvalidQueryException("first and last exclude each other");
        }
        int limit = last != null ? size("last", last) : size("first", first == null ? DEFAULT_PAGE : first);
        return new PageRequest.Builder(
                        reads.model(),
                        cursors,
                        orders(environment, reader),
                        Where.compile(reads.model(), reader.principal(), environment.getArgument("where")),
                        limit,
                        last != null,
                        cursor(environment, "after"),
                        cursor(environment, "before"))
                .build();
    }

    private int size(String argument, int asked) {
        if (asked < 0 || asked > largestPage) {
            throw new InvalidQueryException(argument + "=" + asked + " must be from 0 to " + largestPage);
        }
        return asked;
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
