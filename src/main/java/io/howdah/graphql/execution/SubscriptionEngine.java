package io.howdah.graphql.execution;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.schema.GraphQLSchema;
import io.howdah.graphql.Caller;
import io.howdah.graphql.Errors;
import io.howdah.graphql.SubscriptionSelection;
import io.howdah.graphql.schema.SubscriptionSchema;
import io.howdah.graphql.schema.SubscriptionSchema.Changes;
import io.howdah.graphql.schema.SubscriptionTypes.Told;
import io.howdah.query.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoaderRegistry;
import org.jspecify.annotations.Nullable;

/** Works out what subscriptions of a frontend are told of changes, by its {@link SubscriptionSchema}. */
public final class SubscriptionEngine {

    /** How many names and indexes lead from a result to the change that an error is of. */
    private static final int TO_CHANGE = 2;

    private final GraphQL graphQl;
    private final Duration timeout;

    /** Makes it; {@code timeout} is how long the relations of one execution may take. */
    SubscriptionEngine(GraphQLSchema changes, Duration timeout) {
        this.timeout = timeout;
        this.graphQl = GraphQL.newGraphQL(changes)
                .preparsedDocumentProvider((input, parse) -> CompletableFuture.completedFuture(
                        input.getGraphQLContext().get(PreparsedDocumentEntry.class)))
                .defaultDataFetcherExceptionHandler(new FetchFailures())
                .build();
    }

    /**
     * Work out what is told of each of these, in their order, as the results of one subscription, ready for JSON. It reads on the
     * calling thread, if it has to.
     *
     * @return completes exceptionally if it cannot be told
     */
    public CompletableFuture<List<Map<String, Object>>> tell(
            SubscriptionSelection selection, Caller caller, List<Told> told) {
        ExecutionInput input = ExecutionInput.newExecutionInput("changes")
                .variables(selection.variables())
                .dataLoaderRegistry(new DataLoaderRegistry())
                .graphQLContext(Map.of(
                        Caller.class,
                        caller,
                        Deadline.class,
                        Deadline.in(timeout),
                        Changes.class,
                        new Changes(told),
                        PreparsedDocumentEntry.class,
                        selection.entry()))
                .build();
        return graphQl.executeAsync(input).thenApply(result -> results(selection, result, told.size()));
    }

    private static List<Map<String, Object>> results(
            SubscriptionSelection selection, ExecutionResult result, int number) {
        if (!(result.getData() instanceof Map<?, ?> data)
                || !(data.get(SubscriptionSelection.CHANGES) instanceof List<?> changes)
                || changes.size() != number) {
            throw new IllegalStateException("a change cannot be told: " + result.getErrors());
        }
        Map<Integer, List<Map<String, Object>>> errors = errors(selection, result.getErrors());
        List<Map<String, Object>> results = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            Map<String, Object> one = new LinkedHashMap<>();
            List<Map<String, Object>> own = errors.get(i);
            if (own != null) {
                one.put("errors", own);
            }
            one.put("data", data(selection, changes.get(i)));
            results.add(one);
        }
        return results;
    }

    /** A subscription's field is never null: without it there is no data. */
    @SuppressWarnings("NullAway") // the specification wants the null
    private static @Nullable Object data(SubscriptionSelection selection, @Nullable Object change) {
        return change == null ? null : Map.of(selection.key(), change);
    }

    /** The errors of each change, by its number. */
    private static Map<Integer, List<Map<String, Object>>> errors(
            SubscriptionSelection selection, List<GraphQLError> all) {
        Map<Integer, List<Map<String, Object>>> errors = new HashMap<>();
        for (GraphQLError error : all) {
            List<Object> path = error.getPath();
            if (path != null && path.size() >= TO_CHANGE && path.get(1) instanceof Integer number) {
                List<Object> own = new ArrayList<>(List.of(selection.key()));
                own.addAll(path.subList(TO_CHANGE, path.size()));
                Map<String, Object> shown = new LinkedHashMap<>(Errors.show(error, ""));
                shown.put("path", own);
                errors.computeIfAbsent(number, none -> new ArrayList<>()).add(shown);
            }
        }
        return errors;
    }
}
