package io.howdah.graphql.schema;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.howdah.graphql.Caller;
import io.howdah.graphql.IdempotencyKey;
import io.howdah.model.RouteField;
import io.howdah.observe.TraceContext;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Fetcher of a hand-written field, which calls the field's Camel route. */
final class RouteFetcher implements DataFetcher<CompletableFuture<@Nullable Object>> {

    /** Time left to respond with a field's timeout, before the operation as a whole is abandoned. */
    private static final Duration RESPONSE_RESERVE = Duration.ofMillis(200);

    private final RouteField field;
    private final RouteCalls calls;

    RouteFetcher(RouteField field, RouteCalls calls) {
        this.field = field;
        this.calls = calls;
    }

    @Override
    public CompletableFuture<@Nullable Object> get(DataFetchingEnvironment environment) {
        Caller caller = Caller.of(environment.getGraphQlContext());
        Map<String, @Nullable Object> arguments = RouteArguments.of(environment);
        String key = field.isMutation()
                ? IdempotencyKey.of(
                        caller.principal().subject(),
                        caller.idempotencyKey(),
                        environment.getExecutionStepInfo().getPath())
                : "";
        Context trace = Context.current();
        return calls.call(field, caller.client(), timeout(environment), exchange -> {
                    TraceContext.set(exchange, trace);
                    fill(exchange, arguments, caller, key);
                })
                .thenApply(message -> RouteAnswer.of(field, message));
    }

    private Duration timeout(DataFetchingEnvironment environment) {
        Duration remaining =
                Caller.deadline(environment.getGraphQlContext()).remaining().minus(RESPONSE_RESERVE);
        return remaining.compareTo(field.timeout()) < 0 ? remaining : field.timeout();
    }

    private void fill(Exchange exchange, Map<String, @Nullable Object> arguments, Caller caller, String key) {
        exchange.setProperty(RouteHeaders.PRINCIPAL, caller.principal());
        Message message = exchange.getMessage();
        message.setBody(arguments);
        message.setHeader(RouteHeaders.SUBJECT, caller.principal().subject());
        message.setHeader(
                RouteHeaders.ROLES, caller.principal().roles().stream().sorted().toList());
        message.setHeader(RouteHeaders.CORRELATION_ID, caller.correlationId());
        message.setHeader(RouteHeaders.FRONTEND, caller.frontend());
        message.setHeader(RouteHeaders.FIELD, field.name());
        if (field.isMutation()) {
            message.setHeader(RouteHeaders.IDEMPOTENCY_KEY, key);
        }
    }
}
