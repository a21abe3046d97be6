package io.howdah.graphql;

import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.InvalidSyntaxError;
import graphql.execution.AbortExecutionException;
import graphql.execution.MissingRootTypeException;
import graphql.execution.NonNullableValueCoercedAsNullException;
import graphql.execution.UnknownOperationException;
import graphql.schema.CoercingParseValueException;
import graphql.validation.ValidationError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What kind of error it is, as {@code extensions.code} says it to programs; names that the ecosystem's clients know. */
enum ErrorCode implements ErrorClassification {
    GRAPHQL_PARSE_FAILED,
    GRAPHQL_VALIDATION_FAILED,
    OPERATION_RESOLUTION_FAILURE,
    BAD_USER_INPUT,
    BAD_REQUEST,
    FORBIDDEN,
    INTERNAL_SERVER_ERROR;

    private static final String MISSING = "A value that the schema requires is missing.";

    /** Return the code of an error that graphql-java or a fetcher made; what is not the client's fault is internal. */
    static ErrorCode of(GraphQLError error) {
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
        if (error instanceof CoercingParseValueException || error instanceof NonNullableValueCoercedAsNullException) {
            return BAD_USER_INPUT;
        }
        return error instanceof AbortExecutionException ? BAD_REQUEST : INTERNAL_SERVER_ERROR;
    }

    /** Return the error as the response shows it: message, locations and path, and the code as the one extension. */
    static Map<String, Object> show(GraphQLError error) {
        ErrorCode code = of(error);
        Map<String, Object> shown = new LinkedHashMap<>(error.toSpecification());
        boolean ours = error.getErrorType() instanceof ErrorCode;
        if (code == INTERNAL_SERVER_ERROR && !ours) {
            shown.put("message", MISSING);
        }
        shown.put("extensions", Map.of("code", code.name()));
        return shown;
    }

    /** Return a whole response that holds nothing but this error. */
    Map<String, Object> response(String message) {
        return Map.of("errors", List.of(error(message)));
    }

    private Map<String, Object> error(String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", message);
        error.put("extensions", Map.of("code", name()));
        return error;
    }
}
