package io.howdah.graphql;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import io.howdah.model.Frontend;
import io.howdah.model.ReadModels;
import io.howdah.query.PageCursors;
import io.howdah.store.ModelCollections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.dataloader.DataLoaderRegistry;

/** Executes GraphQL operations on the read models. The bean {@code graphqlEngine} of {@code direct:graphql}. */
public final class GraphQlEngine {

    /** By their names. */
    private final Map<String, GraphQL> frontends;

    /**
     * Make the schemas of all frontends, whose documents are read from the models' collections.
     *
     * @param models at least one
     * @param cursors opens and seals the places in lists
     */
    public GraphQlEngine(ReadModels models, ModelCollections collections, PageCursors cursors) {
        this.frontends = models.frontends().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Frontend::name, frontend -> graphQl(frontend, models, collections, cursors)));
    }

    private static GraphQL graphQl(
            Frontend frontend, ReadModels models, ModelCollections collections, PageCursors cursors) {
        return GraphQL.newGraphQL(SchemaAssembly.assemble(frontend, models, collections, cursors))
                .preparsedDocumentProvider(new DocumentCache())
                .defaultDataFetcherExceptionHandler(new FetchFailures())
                .build();
    }

    /**
     * Execute one operation; the calling thread waits for MongoDB.
     *
     * @return the response as the GraphQL specification has it: {@code data} and {@code errors}, ready for JSON; without
     *     {@code data} the operation was not executed
     * @throws GraphQlHttpException if there is no such frontend
     */
    public Map<String, Object> execute(GraphQlRequest request) {
        GraphQL graphQl = frontends.get(request.caller().frontend());
        if (graphQl == null) {
            throw new GraphQlHttpException(404, "There is no such frontend.");
        }
        String operation = request.operationName();
        ExecutionInput input = ExecutionInput.newExecutionInput(request.query())
                // Of several operations graphql-java would take the first for an empty name, and refuses for none.
                .operationName(operation.isEmpty() ? null : operation)
                .variables(request.variables())
                .extensions(request.extensions())
                .dataLoaderRegistry(new DataLoaderRegistry())
                .graphQLContext(Map.of(Caller.class, request.caller()))
                .build();
        ExecutionResult result = graphQl.execute(input);
        Map<String, Object> response = new LinkedHashMap<>();
        if (!result.getErrors().isEmpty()) {
            response.put("errors", result.getErrors().stream().map(Errors::show).toList());
        }
        if (result.isDataPresent()) {
            response.put("data", result.getData());
        }
        return response;
    }
}
