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

/** Executes GraphQL operations on the read models, for the step {@code graphqlExecute} of {@code direct:graphql}. */
public final class GraphQlEngine implements MeterBinder {

    /** The code of an operation without an error. */
    static final String OK = "OK";

    /** A frontend's schema, and the documents that were checked against it. */
    private record Served(GraphQL graphQl, DocumentCache documents, SubscriptionEngine changes) {}

    private final OperationRunner runner;
    private final PersistedQueries persisted;

    private final ModelCollections collections;
    private final PageCursors cursors;
    private final GraphQlSettings settings;
    private final RouteCalls calls;
    private final Tracing tracing;
    private final OperationTimes times =
            new OperationTimes("howdah.graphql.operation", "Operations of GraphQL, and how long each took");
    private volatile Schemas schemas;

    /**
     * What is served.
     *
     * @param own the documents that Howdah itself has made
     * @param frontends by their names
     */
    private record Schemas(Set<String> own, Map<String, Served> frontends) {}

    /**
     * Make the schemas of all frontends, whose documents are read from the models' collections.
     *
     * @param models at least one
     * @param cursors opens and seals the places in lists
     * @param runner lends the threads that wait for MongoDB
     * @param persisted knows which operations may be executed
     * @param settings what an operation may cost
     * @param calls asks the routes of hand-written fields
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

    /** Serves other models from now on, all at once; operations that run go on with the former ones. */
    public void reload(ReadModels models) {
        schemas = schemas(models);
    }

    /** Tells how long operations take, by the code of their first error. */
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

    private static Served serve(GraphQLSchema schema, SubscriptionEngine changes, GraphQlSettings settings) {
        DocumentCache documents = new DocumentCache(new DocumentCheck(schema, settings));
        GraphQL graphQl = GraphQL.newGraphQL(schema)
                .preparsedDocumentProvider(documents)
                .instrumentation(new OperationSpan.Naming())
                .defaultDataFetcherExceptionHandler(new FetchFailures())
                .build();
        return new Served(graphQl, documents, changes);
    }

    /**
     * Execute one operation, on another thread if it has to wait for anything.
     *
     * @return completes with the response as the GraphQL specification has it: {@code data} and {@code errors}, ready for JSON;
     *     without {@code data} the operation was not executed, or not to its end
     * @throws GraphQlHttpException if there is no such frontend
     */
    public CompletableFuture<Map<String, Object>> execute(GraphQlRequest request) {
        Optional<Map<String, Object>> told = request.live().told();
        if (told.isPresent()) {
            return CompletableFuture.completedFuture(told.get());
        }
        long began = System.nanoTime();
        Served served = served(request.caller().frontend());
        OperationSpan span = OperationSpan.begin(tracing, request.caller().trace());
        return run(served, request, span).whenComplete((response, failure) -> {
            String code = code(response);
            times.record(began, "code", code);
            span.end(code);
        });
    }

    public Tracing tracing() {
        return tracing;
    }

    /** As metrics call what became of an operation. */
    private static String code(@Nullable Map<String, Object> response) {
        if (response == null) {
            return ErrorCode.INTERNAL_SERVER_ERROR.name();
        }
        String code = Errors.firstCode(response);
        return code.isEmpty() ? OK : code;
    }

    private CompletableFuture<Map<String, Object>> run(Served served, GraphQlRequest request, OperationSpan span) {
        if (!persisted.allows(request.query()) && !schemas.own().contains(request.query())) {
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
                                request.departure(),
                                deadline -> execute(served.graphQl(), request, deadline, span))
                        .exceptionally(failure -> givenUp(failure, request));
    }

    private static Map<String, Object> givenUp(Throwable failure, GraphQlRequest request) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof AbandonedException given) {
            return Errors.response(
                    ErrorCode.of(given.reason()),
                    String.valueOf(given.getMessage()),
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

    /** Returns what works out the results of a frontend's subscriptions. */
    public SubscriptionEngine changes(String frontend) {
        return served(frontend).changes();
    }

    private static CompletableFuture<Map<String, Object>> execute(
            GraphQL graphQl, GraphQlRequest request, Deadline deadline, OperationSpan span) {
        String operation = request.operationName();
        String correlationId = request.caller().correlationId();
        ExecutionInput input = ExecutionInput.newExecutionInput(request.query())
                // Of several operations graphql-java would take the first for an empty name, and refuses for none.
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
                // Without one graphql-java takes a random UUID.
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
                            .map(error -> Errors.show(error, correlationId))
                            .toList());
        }
        if (result.isDataPresent()) {
            // Of a subscription that has begun there is nothing to show yet.
            response.put("data", result.getData() instanceof Publisher<?> ? Map.of() : result.getData());
        }
        return response;
    }
}
