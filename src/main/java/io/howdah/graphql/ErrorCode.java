package io.howdah.graphql;

import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.InvalidSyntaxError;
import graphql.execution.AbortExecutionException;
import graphql.execution.InputMapDefinesTooManyFieldsException;
import graphql.execution.MissingRootTypeException;
import graphql.execution.NonNullableValueCoercedAsNullException;
import graphql.execution.UnknownOperationException;
import graphql.schema.CoercingParseValueException;
import graphql.validation.ValidationError;
import io.howdah.query.AbandonedException;

/**
 * Class of an error, sent to programs as {@code extensions.code}. The names are those that clients of the ecosystem
 * know.
 */
public enum ErrorCode implements ErrorClassification {
    GRAPHQL_PARSE_FAILED,
    GRAPHQL_VALIDATION_FAILED,
    GRAPHQL_DEPTH_LIMIT_EXCEEDED,
    GRAPHQL_COMPLEXITY_LIMIT_EXCEEDED,
    GRAPHQL_ALIAS_LIMIT_EXCEEDED,
    GRAPHQL_ROOT_FIELD_LIMIT_EXCEEDED,
    GRAPHQL_DIRECTIVE_LIMIT_EXCEEDED,
    GRAPHQL_TOKEN_LIMIT_EXCEEDED,
    GRAPHQL_INTROSPECTION_LIMIT_EXCEEDED,
    GRAPHQL_INTROSPECTION_DISABLED,
    OPERATION_RESOLUTION_FAILURE,
    BAD_USER_INPUT,
    BAD_REQUEST,
    FORBIDDEN,
    PERSISTED_QUERY_NOT_FOUND,
    PERSISTED_QUERY_NOT_SUPPORTED,
    PERSISTED_QUERY_NOT_IN_LIST,
    OVERLOADED,
    RATE_LIMITED,
    SERVICE_UNAVAILABLE,
    TIMEOUT,
    CANCELLED,
    INTERNAL_SERVER_ERROR;

    /** Returns the code of an abandoned operation. */
    public static ErrorCode of(AbandonedException.Reason reason) {
        return switch (reason) {
            case OVERLOADED -> OVERLOADED;
            case SHARE -> RATE_LIMITED;
            case TIMEOUT -> TIMEOUT;
            case CLIENT_DISCONNECTED -> CANCELLED;
        };
    }

    /** Returns the code of an error of graphql-java or a fetcher. Errors that the client didn't cause are internal. */
    public static ErrorCode of(GraphQLError error) {
        if (error.getErrorType() instanceof ErrorCode code) {
            return code;
        }
        if (error instanceof InvalidSyntaxError) {
            return GRAPHQL_PARSE_FAILED;
        }
        if (error instanceof ValidationError) {
            return GRAPHQL_VALIDATION_FAILED;
        }
        if (error instanceof UnknownOperationException || error instanceof MissingRootTypeException) {
            return OPERATION_RESOLUTION_FAILURE;
        }
        if (error instanceof CoercingParseValueException
                || error instanceof NonNullableValueCoercedAsNullException
                || error instanceof InputMapDefinesTooManyFieldsException) {
            return BAD_USER_INPUT;
        }
        return error instanceof AbortExecutionException ? BAD_REQUEST : INTERNAL_SERVER_ERROR;
    }
}
