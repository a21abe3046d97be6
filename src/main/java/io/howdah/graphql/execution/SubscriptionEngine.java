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
import io.howdah.graphql.schema.SubscriptionTypes.ChangeSource;
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

/** Evaluates the results of a frontend's subscriptions by its {@link SubscriptionSchema}. Thread-safe. */
public final class SubscriptionEngine {

    /** Number of path elements before the change's own fields: the list and the index. */
    private static final int CHANGE_PATH_LENGTH = 2;

    private final GraphQL graphQl;
    private final Duration timeout;

    /** Creates an engine. {@code timeout} limits the reads of relations in one evaluation. */
    SubscriptionEngine(GraphQLSchema changes, Duration timeout) {
        this.timeout = timeout;
        this.graphQl = GraphQL.newGraphQL(changes)
                .preparsedDocumentProvider((input, parse) -> CompletableFuture.completedFuture(
                        input.getGraphQLContext().get(PreparsedDocumentEntry.class)))
                .defaultDataFetcherExceptionHandler(new FetchFailures())
                .build();
    }

    /**
     * Evaluates changes as results of one subscription. Reads of relations block the calling thread.
     *
     * @return the results in the order of the changes, ready for JSON; completes exceptionally if a change can't be
     *     evaluated
     */
    public CompletableFuture<List<Map<String, Object>>> evaluate(
            SubscriptionSelection selection, Caller caller, List<ChangeSource> changes) {
        ExecutionInput input = ExecutionInput.newExecutionInput("changes")
                .variables(selection.variables())
                .dataLoaderRegistry(new DataLoaderRegistry())
                .graphQLContext(Map.of(
                        Caller.class,
                        caller,
                        Deadline.class,
                        Deadline.in(timeout),
                        Changes.class,
                        new Changes(changes),
                        PreparsedDocumentEntry.class,
                        selection.entry()))
                .build();
        return graphQl.executeAsync(input).thenApply(result -> results(selection, result, changes.size()));
    }

    private static List<Map<String, Object>> results(
            SubscriptionSelection selection, ExecutionResult result, int count) {
        if (!(result.getData() instanceof Map<?, ?> data)
                || !(data.get(SubscriptionSelection.CHANGES) instanceof List<?> changes)
                || changes.size() != count) {
            throw new IllegalStateException("The changes cannot be evaluated: " + result.getErrors());
        }
        Map<Integer, List<Map<String, Object>>> errors = errors(selection, result.getErrors());
        List<Map<String, Object>> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Map<String, Object> changeResult = new LinkedHashMap<>();
            List<Map<String, Object>> changeErrors = errors.get(i);
            if (changeErrors != null) {
                changeResult.put("errors", changeErrors);
            }
            changeResult.put("data", data(selection, changes.get(i)));
            results.add(changeResult);
        }
        return results;
    }

    /** Returns the data of a result. A subscription's field is non-null, so a null change makes all data null. */
    @SuppressWarnings("NullAway") // the specification requires the null
    private static @Nullable Object data(SubscriptionSelection selection, @Nullable Object change) {
        return change == null ? null : Map.of(selection.resultKey(), change);
    }

    /** Returns the errors by the index of their change. */
    private static Map<Integer, List<Map<String, Object>>> errors(
            SubscriptionSelection selection, List<GraphQLError> all) {
        Map<Integer, List<Map<String, Object>>> errors = new HashMap<>();
        for (GraphQLError error : all) {
            List<Object> path = error.getPath();
            if (path != null && path.size() >= CHANGE_PATH_LENGTH && path.get(1) instanceof Integer index) {
                List<Object> changeErrors = new ArrayList<>(List.of(selection.resultKey()));
                changeErrors.addAll(path.subList(CHANGE_PATH_LENGTH, path.size()));
                Map<String, Object> formatted = new LinkedHashMap<>(Errors.format(error, ""));
                formatted.put("path", changeErrors);
                errors.computeIfAbsent(index, newIndex -> new ArrayList<>()).add(formatted);
            }
        }
        return errors;
    }
}
