package io.howdah.graphql;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.NonNullableFieldWasNullError;
import io.howdah.observe.FailureLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Formats errors for responses: a message, its location in the document and {@code extensions.code} for programs. */
public final class Errors {

    /** Message for an internal error of a field. */
    public static final String FIELD_UNREADABLE = "This field could not be read.";

    private static final String REQUIRED_MISSING = "A value that the schema requires is missing.";

    /**
     * Precedes a literal in graphql-java's messages, printed as graphql-java's own objects. The locations already
     * identify the literal.
     */
    private static final String VALUE_PREFIX = " with value '";

    /** Near the end of graphql-java's messages about variables, followed by the value's Java class. */
    private static final String CLASS_SUFFIX = " but it was a";

    /** Maximum length of a message, in characters. */
    private static final int MAX_LENGTH = 300;

    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    private Errors() {}

    /**
     * Returns an error as the GraphQL specification defines it, ready for JSON. Internal errors of graphql-java are
     * logged, and the client gets a general message instead.
     */
    public static Map<String, Object> format(GraphQLError error, String correlationId) {
        ErrorCode code = ErrorCode.of(error);
        Map<String, Object> formatted = new LinkedHashMap<>(error.toSpecification());
        if (code == ErrorCode.INTERNAL_SERVER_ERROR && error.getErrorType() != code) {
            // graphql-java's message is for developers of the server.
            LOG.atError()
                    .addKeyValue("path", FailureLog.text(String.valueOf(error.getPath())))
                    .addKeyValue("error", error.getErrorType())
                    .addKeyValue("correlationId", correlationId)
                    .log("A GraphQL result violates the schema");
            formatted.put(
                    "message", error instanceof NonNullableFieldWasNullError ? REQUIRED_MISSING : FIELD_UNREADABLE);
        } else {
            formatted.put("message", truncate(String.valueOf(error.getMessage())));
        }
        if (error.getLocations() != null && error.getLocations().isEmpty()) {
            // The specification allows no empty list.
            formatted.remove("locations");
        }
        formatted.put("extensions", extensions(code, correlationId));
        return formatted;
    }

    /**
     * Returns a document's error with a message short enough to cache and send. The message may quote the client's
     * text.
     */
    public static GraphQLError shorten(GraphQLError error) {
        return GraphqlErrorBuilder.newError()
                .errorType(ErrorCode.of(error))
                .message("%s", truncate(String.valueOf(error.getMessage())))
                .locations(error.getLocations())
                .build();
    }

    private static String truncate(String text) {
        String message = withoutValue(withoutClass(text));
        return message.length() > MAX_LENGTH ? message.substring(0, MAX_LENGTH) + "…" : message;
    }

    private static String withoutClass(String text) {
        int start = text.lastIndexOf(CLASS_SUFFIX);
        String name = start < 0 ? "" : text.substring(start + CLASS_SUFFIX.length());
        if (!name.startsWith(" '") && !name.startsWith("n '")) {
            return text;
        }
        boolean isAtEnd = name.endsWith("'") && name.indexOf('\'', name.indexOf('\'') + 1) == name.length() - 1;
        return isAtEnd ? text.substring(0, text.startsWith(",", start - 1) ? start - 1 : start) : text;
    }

    private static String withoutValue(String text) {
        int start = text.indexOf(VALUE_PREFIX);
        int end = text.lastIndexOf("' ");
        return start < 0 || end < start + VALUE_PREFIX.length()
                ? text
                : text.substring(0, start) + text.substring(end + 1);
    }

    /** Returns a response with one error and no data. */
    public static Map<String, Object> response(ErrorCode code, String message, String correlationId) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", message);
        error.put("extensions", extensions(code, correlationId));
        return Map.of("errors", List.of(error));
    }

    /** Returns the code of a response's first error, or an empty text without errors. */
    public static String firstCode(Map<?, ?> response) {
        return response.get("errors") instanceof List<?> errors
                        && !errors.isEmpty()
                        && errors.get(0) instanceof Map<?, ?> error
                        && error.get("extensions") instanceof Map<?, ?> extensions
                ? String.valueOf(extensions.get("code"))
                : "";
    }

    /** The correlation id connects a client's report with the log. It is empty outside a request. */
    private static Map<String, Object> extensions(ErrorCode code, String correlationId) {
        return correlationId.isEmpty()
                ? Map.of("code", code.name())
                : Map.of("code", code.name(), "correlationId", correlationId);
    }
}
