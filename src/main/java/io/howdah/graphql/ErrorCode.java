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

/** What kind of error it is, as {@code extensions.code} says it to programs; names that the ecosystem's clients know. */
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

    public static ErrorCode of(AbandonedException.Reason reason) {
        return switch (reason) {
            case OVERLOADED -> OVERLOADED;
            case SHARE -> RATE_LIMITED;
            case TIMEOUT -> TIMEOUT;
            case CLIENT_DISCONNECTED -> CANCELLED;
        };
    }

    /** Returns the code of an error that graphql-java or a fetcher made; what is not the client's fault is internal. */
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
