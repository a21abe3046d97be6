package io.howdah.graphql;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.schema.GraphQLSchema;
import io.howdah.model.ReadModels;
import io.howdah.store.ModelCollections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Executes GraphQL operations on the read models. The bean {@code graphqlEngine} of {@code direct:graphql}. */
public final class GraphQlEngine {

    private final GraphQL graphQl;

    /**
     * Make the schema of the models, whose documents are read from their collections.
     *
     * @param models at least one
     */
    public GraphQlEngine(ReadModels models, ModelCollections collections) {
        GraphQLSchema schema = SchemaAssembly.assemble(models, collections);
        this.graphQl = GraphQL.newGraphQL(schema)
                .preparsedDocumentProvider(new DocumentCache())
                .defaultDataFetcherExceptionHandler(new FetchFailures())
                .build();
    }

    /**
     * Execute one operation; the calling thread waits for MongoDB.
     *
     * @return the response as the GraphQL specification has it: {@code data} and {@code errors}, ready for JSON; without
     *     {@code data} the operation was not executed
     */
    public Map<String, Object> execute(GraphQlRequest request) {
        String operation = request.operationName();
        ExecutionInput input = ExecutionInput.newExecutionInput(request.query())
                // Of several operations graphql-java would take the first for an empty name, and refuses for none.
                .operationName(operation.isEmpty() ? null : operation)
                .variables(request.variables())
                .extensions(request.extensions())
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
