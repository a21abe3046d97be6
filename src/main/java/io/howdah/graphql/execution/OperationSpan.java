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

/** Span of an operation. It has the operation's type and name, but neither its text nor its variables. */
final class OperationSpan implements InstrumentationState {

    private static final OperationSpan NONE = new OperationSpan(Context.root());

    private final Context context;

    private OperationSpan(Context context) {
        this.context = context;
    }

    /** Starts a span below the request's span, if that is recorded. */
    static OperationSpan start(Tracing tracing, Context request) {
        return Span.fromContext(request).isRecording()
                ? new OperationSpan(request.with(tracing.span("GraphQL operation", SpanKind.INTERNAL, request)
                        .startSpan()))
                : NONE;
    }

    /** Returns the context of work for the operation. */
    Context context() {
        return context;
    }

    /** Ends the span with the code of the operation's first error. */
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

    /** Instrumentation that names spans by their operation, and makes the span current in fetchers on all threads. */
    static final class Naming extends SimplePerformantInstrumentation {

        /** Returns null for an operation that is not recorded, which disables the instrumentation. */
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
