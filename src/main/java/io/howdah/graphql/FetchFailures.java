package io.howdah.graphql;

import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import io.howdah.query.ForbiddenFieldException;
import io.howdah.query.InvalidQueryException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the client of a failed field what it may know, and the log the rest. */
final class FetchFailures implements DataFetcherExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FetchFailures.class);

    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
            DataFetcherExceptionHandlerParameters failure) {
        Throwable cause = failure.getException();
        GraphqlErrorBuilder<?> error =
                GraphqlErrorBuilder.newError().path(failure.getPath()).location(failure.getSourceLocation());
        if (cause instanceof InvalidQueryException) {
            error.errorType(ErrorCode.BAD_USER_INPUT).message("%s", cause.getMessage());
        } else if (cause instanceof ForbiddenFieldException) {
            error.errorType(ErrorCode.FORBIDDEN).message("%s", cause.getMessage());
        } else {
            LOG.error("GraphQL field failed: path={}", failure.getPath(), cause);
            error.errorType(ErrorCode.INTERNAL_SERVER_ERROR).message(Errors.UNREADABLE);
        }
        return CompletableFuture.completedFuture(
                DataFetcherExceptionHandlerResult.newResult(error.build()).build());
    }
}
