package io.howdah.graphql.execution;

import graphql.ExecutionResult;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimpleInstrumentationContext;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationCreateStateParameters;
import graphql.execution.instrumentation.parameters.InstrumentationExecuteOperationParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.language.OperationDefinition;
import graphql.schema.DataFetcher;
import io.howdah.observe.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The span of an operation: its type and its name, and neither its text nor its variables. */
final class OperationSpan implements InstrumentationState {

    private static final OperationSpan NONE = new OperationSpan(Context.root());

    private final Context context;

    private OperationSpan(Context context) {
        this.context = context;
    }

    /** Begins it below a request, if that is recorded. */
    static OperationSpan begin(Tracing tracing, Context request) {
        return Span.fromContext(request).isRecording()
                ? new OperationSpan(request.with(tracing.span("GraphQL operation", SpanKind.INTERNAL, request)
                        .startSpan()))
                : NONE;
    }

    /** What is done for it. */
    Context context() {
        return context;
    }

    /** Ends it, with the code of its first error. */
    void end(String code) {
        Span span = Span.fromContext(context);
        if (!code.equals(GraphQlEngine.OK)) {
            Tracing.fail(span, code);
        }
        span.end();
    }

    private void name(OperationDefinition operation) {
        String type = operation.getOperation().name().toLowerCase(Locale.ROOT);
        Span span = Span.fromContext(context);
        span.updateName(type);
        span.setAttribute("graphql.operation.type", type);
        if (operation.getName() != null) {
            span.setAttribute("graphql.operation.name", operation.getName());
        }
    }

    /** Tells the span what graphql-java has found the operation to be, and its fetchers, on whichever thread they run, the span. */
    static final class Naming extends SimplePerformantInstrumentation {

        /** None for an operation that is not recorded, of which nothing else is asked. */
        @Override
        public @Nullable InstrumentationState createState(InstrumentationCreateStateParameters parameters) {
            OperationSpan span =
                    parameters.getExecutionInput().getGraphQLContext().getOrDefault(OperationSpan.class, NONE);
            return span == NONE ? null : span;
        }

        @Override
        public InstrumentationContext<ExecutionResult> beginExecuteOperation(
                InstrumentationExecuteOperationParameters parameters, @Nullable InstrumentationState state) {
            if (state instanceof OperationSpan span) {
                span.name(parameters.getExecutionContext().getOperationDefinition());
            }
            return SimpleInstrumentationContext.noOp();
        }

        @Override
        public DataFetcher<?> instrumentDataFetcher(
                DataFetcher<?> fetcher,
                InstrumentationFieldFetchParameters parameters,
                @Nullable InstrumentationState state) {
            if (!(state instanceof OperationSpan span) || parameters.isTrivialDataFetcher()) {
                return fetcher;
            }
            return environment -> {
                try (Scope unused = span.context().makeCurrent()) {
                    return fetcher.get(environment);
                }
            };
        }
    }
}
