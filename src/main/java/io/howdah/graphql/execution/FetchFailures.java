package io.howdah.graphql.execution;

import graphql.GraphQLContext;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import io.howdah.graphql.Caller;
import io.howdah.graphql.ErrorCode;
import io.howdah.graphql.Errors;
import io.howdah.graphql.FieldFailedException;
import io.howdah.graphql.GraphQlRefusal;
import io.howdah.graphql.UserInputException;
import io.howdah.observe.FailureLog;
import io.howdah.query.ForbiddenFieldException;
import io.howdah.query.InvalidQueryException;
import io.howdah.query.ReadFailures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles failures of fields: the client gets what it may know, the log gets the rest. */
final class FetchFailures implements DataFetcherExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FetchFailures.class);

    private static final String TIMED_OUT = "This field took too long.";
    private static final String UNAVAILABLE = "This field is temporarily unavailable; try again later.";

    @Override
    public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
            DataFetcherExceptionHandlerParameters failure) {
        return CompletableFuture.completedFuture(
                DataFetcherExceptionHandlerResult.newResult(error(failure)).build());
    }

    private static GraphQLError error(DataFetcherExceptionHandlerParameters failure) {
        Throwable cause = failure.getException();
        if (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof UserInputException) {
            return error(failure, ErrorCode.BAD_USER_INPUT, String.valueOf(cause.getMessage()));
        }
        if (cause instanceof GraphQlRefusal) {
            return error(failure, ErrorCode.FORBIDDEN, String.valueOf(cause.getMessage()));
        }
        if (cause instanceof InvalidQueryException) {
            return error(failure, ErrorCode.BAD_USER_INPUT, String.valueOf(cause.getMessage()));
        }
        if (cause instanceof ForbiddenFieldException) {
            return error(failure, ErrorCode.FORBIDDEN, String.valueOf(cause.getMessage()));
        }
        GraphQLContext context = failure.getDataFetchingEnvironment().getGraphQlContext();
        if (Caller.deadline(context).isCancelled()) {
            // Whatever abandoned the operation has already reported it.
            return error(failure, ErrorCode.TIMEOUT, TIMED_OUT);
        }
        if (cause instanceof FieldFailedException failed) {
            log(failure, failed);
            return error(failure, failed.code(), String.valueOf(failed.getMessage()));
        }
        FailureLog.error(LOG, cause)
                .addKeyValue("path", path(failure))
                .addKeyValue("correlationId", Caller.of(context).correlationId())
                .log("A GraphQL field failed");
        if (ReadFailures.isTimeout(cause)) {
            return error(failure, ErrorCode.TIMEOUT, TIMED_OUT);
        }
        return ReadFailures.isUnavailable(cause)
                ? error(failure, ErrorCode.SERVICE_UNAVAILABLE, UNAVAILABLE)
                : error(failure, ErrorCode.INTERNAL_SERVER_ERROR, Errors.FIELD_UNREADABLE);
    }

    private static void log(DataFetcherExceptionHandlerParameters failure, FieldFailedException failed) {
        boolean isInternal = failed.code() == ErrorCode.INTERNAL_SERVER_ERROR;
        if (isInternal && failed.getCause() == null) {
            // An invalid result has already been logged, with its problem.
            return;
        }
        GraphQLContext context = failure.getDataFetchingEnvironment().getGraphQlContext();
        (isInternal ? FailureLog.error(LOG, failed) : LOG.atWarn())
                .addKeyValue("path", path(failure))
                .addKeyValue("code", failed.code())
                .addKeyValue("correlationId", Caller.of(context).correlationId())
                .log("The route of a GraphQL field failed");
    }

    /** Returns the path for the log. Its names are the client's, so it is escaped. */
    private static String path(DataFetcherExceptionHandlerParameters failure) {
        return FailureLog.text(String.valueOf(failure.getPath()));
    }

    private static GraphQLError error(DataFetcherExceptionHandlerParameters failure, ErrorCode code, String message) {
        return GraphqlErrorBuilder.newError()
                .path(failure.getPath())
                .location(failure.getSourceLocation())
                .errorType(code)
                .message("%s", message)
                .build();
    }
}
