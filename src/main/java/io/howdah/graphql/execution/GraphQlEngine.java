package io.howdah.graphql.execution;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.execution.ExecutionId;
import graphql.schema.GraphQLSchema;
import io.howdah.config.GraphQlSettings;
import io.howdah.graphql.Caller;
import io.howdah.graphql.ErrorCode;
import io.howdah.graphql.Errors;
import io.howdah.graphql.GraphQlHttpException;
import io.howdah.graphql.GraphQlRequest;
import io.howdah.graphql.LiveClient;
import io.howdah.graphql.schema.RouteCalls;
import io.howdah.graphql.schema.SchemaAssembly;
import io.howdah.model.Frontend;
import io.howdah.model.ReadModels;
import io.howdah.observe.Tracing;
import io.howdah.query.AbandonedException;
import io.howdah.query.Deadline;
import io.howdah.query.OperationRunner;
import io.howdah.query.OperationTimes;
import io.howdah.query.PageCursors;
import io.howdah.store.ModelCollections;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opentelemetry.context.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.dataloader.DataLoaderRegistry;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Executes GraphQL operations on the read models, for the step {@code graphqlExecute} of {@code direct:graphql}.
 * Thread-safe.
 */
public final class GraphQlEngine implements MeterBinder {

    /** Metric label of an operation without errors. */
    static final String OK = "OK";

    /** A frontend's schema, its cache of checked documents and its subscriptions. */
    private record Served(GraphQL graphQl, DocumentCache documents, SubscriptionEngine subscriptions) {}

    private final OperationRunner runner;
    private final PersistedQueries persisted;

    private final ModelCollections collections;
    private final PageCursors cursors;
    private final GraphQlSettings settings;
    private final RouteCalls calls;
    private final Tracing tracing;
    private final OperationTimes times =
            new OperationTimes("howdah.graphql.operation", "Durations of GraphQL operations");
    private volatile Schemas schemas;

    /**
     * All frontends.
     *
     * @param ownDocuments documents that Howdah itself generates
     * @param frontends the frontends by name
     */
    private record Schemas(Set<String> ownDocuments, Map<String, Served> frontends) {}

    /**
     * Creates an engine with the schemas of all frontends.
     *
     * @param models the read models, at least one
     * @param collections the models' collections
     * @param cursors converts page cursors
     * @param runner runs operations on threads that may block on MongoDB
     * @param persisted decides which operations may be executed
     * @param settings the limits of operations
     * @param calls calls the routes of hand-written fields
     * @param tracing records operations
     */
    public GraphQlEngine(
            ReadModels models,
            ModelCollections collections,
            PageCursors cursors,
            OperationRunner runner,
            PersistedQueries persisted,
            GraphQlSettings settings,
            RouteCalls calls,
            Tracing tracing) {
        this.runner = runner;
        this.persisted = persisted;
        this.collections = collections;
        this.cursors = cursors;
        this.settings = settings;
        this.calls = calls;
        this.tracing = tracing;
        this.schemas = schemas(models);
    }

    /** Replaces all models at once. Running operations continue with the previous ones. */
    public void reload(ReadModels models) {
        schemas = schemas(models);
    }

    /** Registers the durations of operations by the code of their first error. */
    @Override
    public void bindTo(MeterRegistry registry) {
        times.bindTo(registry);
    }

    private Schemas schemas(ReadModels models) {
        return new Schemas(
                CommandDocument.all(models),
                models.frontends().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Frontend::name,
                                frontend -> serve(
                                        SchemaAssembly.assemble(frontend, models, collections, cursors, calls),
                                        new SubscriptionEngine(
                                                SchemaAssembly.assembleChanges(
                                                        frontend, models, collections, cursors, calls),
                                                runner.timeout()),
                                        settings))));
    }

    private static Served serve(GraphQLSchema schema, SubscriptionEngine subscriptions, GraphQlSettings settings) {
        DocumentCache documents = new DocumentCache(new DocumentCheck(schema, settings));
        GraphQL graphQl = GraphQL.newGraphQL(schema)
                .preparsedDocumentProvider(documents)
                .instrumentation(new OperationSpan.Naming())
                .defaultDataFetcherExceptionHandler(new FetchFailures())
                .build();
        return new Served(graphQl, documents, subscriptions);
    }

    /**
     * Executes an operation, on another thread if it may block.
     *
     * @return the response as the GraphQL specification defines it, {@code data} and {@code errors}, ready for JSON.
     *     Without {@code data}, the operation was not executed or not completed.
     * @throws GraphQlHttpException if the frontend doesn't exist
     */
    public CompletableFuture<Map<String, Object>> execute(GraphQlRequest request) {
        Optional<Map<String, Object>> laterResult = request.live().result();
        if (laterResult.isPresent()) {
            return CompletableFuture.completedFuture(laterResult.get());
        }
        long startedAt = System.nanoTime();
        Served served = served(request.caller().frontend());
        OperationSpan span = OperationSpan.start(tracing, request.caller().trace());
        return run(served, request, span).whenComplete((response, failure) -> {
            String code = code(response);
            times.record(startedAt, "code", code);
            span.end(code);
        });
    }

    /** Returns the tracing of requests. */
    public Tracing tracing() {
        return tracing;
    }

    /** Returns the metric label of an operation's outcome. */
    private static String code(@Nullable Map<String, Object> response) {
        if (response == null) {
            return ErrorCode.INTERNAL_SERVER_ERROR.name();
        }
        String code = Errors.firstCode(response);
        return code.isEmpty() ? OK : code;
    }

    private CompletableFuture<Map<String, Object>> run(Served served, GraphQlRequest request, OperationSpan span) {
        if (!persisted.allows(request.query()) && !schemas.ownDocuments().contains(request.query())) {
            return CompletableFuture.completedFuture(Errors.response(
                    ErrorCode.PERSISTED_QUERY_NOT_IN_LIST,
                    PersistedQueries.NOT_IN_LIST,
                    request.caller().correlationId()));
        }
        return served.documents().isLight(request.query())
                ? execute(served.graphQl(), request, Deadline.NONE, span)
                : runner.run(
                                request.caller().client(),
                                request.caller().correlationId(),
                                request.disconnect(),
                                deadline -> execute(served.graphQl(), request, deadline, span))
                        .exceptionally(failure -> abandoned(failure, request));
    }

    private static Map<String, Object> abandoned(Throwable failure, GraphQlRequest request) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof AbandonedException abandonment) {
            return Errors.response(
                    ErrorCode.of(abandonment.reason()),
                    String.valueOf(abandonment.getMessage()),
                    request.caller().correlationId());
        }
        throw new CompletionException(cause);
    }

    private Served served(String frontend) {
        Served served = schemas.frontends().get(frontend);
        if (served == null) {
            throw new GraphQlHttpException(404, "There is no such frontend.");
        }
        return served;
    }

    /** Returns the engine of a frontend's subscriptions. */
    public SubscriptionEngine subscriptionEngine(String frontend) {
        return served(frontend).subscriptions();
    }

    private static CompletableFuture<Map<String, Object>> execute(
            GraphQL graphQl, GraphQlRequest request, Deadline deadline, OperationSpan span) {
        String operation = request.operationName();
        String correlationId = request.caller().correlationId();
        ExecutionInput input = ExecutionInput.newExecutionInput(request.query())
                // With an empty name graphql-java would execute the first of several operations; without a name it
                // refuses.
                .operationName(operation.isEmpty() ? null : operation)
                .variables(request.variables())
                .extensions(request.extensions())
                .dataLoaderRegistry(new DataLoaderRegistry())
                .graphQLContext(Map.of(
                        Caller.class,
                        request.caller(),
                        Deadline.class,
                        deadline,
                        LiveClient.class,
                        request.live(),
                        OperationSpan.class,
                        span))
                // Otherwise graphql-java generates a random UUID.
                .executionId(ExecutionId.from(correlationId))
                .build();
        if (deadline != Deadline.NONE) {
            deadline.onCancel(input::cancel);
        }
        try (Scope unused = span.context().makeCurrent()) {
            return graphQl.executeAsync(input).thenApply(result -> response(result, correlationId));
        }
    }

    private static Map<String, Object> response(ExecutionResult result, String correlationId) {
        Map<String, Object> response = new LinkedHashMap<>();
        if (!result.getErrors().isEmpty()) {
            response.put(
                    "errors",
                    result.getErrors().stream()
                            .map(error -> Errors.format(error, correlationId))
                            .toList());
        }
        if (result.isDataPresent()) {
            // A started subscription has no data yet.
            response.put("data", result.getData() instanceof Publisher<?> ? Map.of() : result.getData());
        }
        return response;
    }
}
