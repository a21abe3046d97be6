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

/** Errors as a response shows them: a sentence, where it belongs to, and {@code extensions.code} for programs. */
public final class Errors {

    public static final String UNREADABLE = "This field could not be read.";

    private static final String MISSING = "A value that the schema requires is missing.";

    /** Before a literal in graphql-java's messages, as the words of its own objects; the place says which it is. */
    private static final String VALUE = " with value '";

    /** At the end of graphql-java's messages on variables, before the name of the Java class that the value has. */
    private static final String CLASS = " but it was a";

    /** Of a message, in characters. */
    private static final int MAX_LENGTH = 300;

    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    private Errors() {}

    public static Map<String, Object> show(GraphQLError error, String correlationId) {
        ErrorCode code = ErrorCode.of(error);
        Map<String, Object> shown = new LinkedHashMap<>(error.toSpecification());
        if (code == ErrorCode.INTERNAL_SERVER_ERROR && error.getErrorType() != code) {
            // graphql-java's own words are for those who write the server.
            LOG.atError()
                    .addKeyValue("path", FailureLog.text(String.valueOf(error.getPath())))
                    .addKeyValue("error", error.getErrorType())
                    .addKeyValue("correlationId", correlationId)
                    .log("A GraphQL result does not fit the schema");
            shown.put("message", error instanceof NonNullableFieldWasNullError ? MISSING : UNREADABLE);
        } else {
            shown.put("message", cut(String.valueOf(error.getMessage())));
        }
        if (error.getLocations() != null && error.getLocations().isEmpty()) {
            // The specification has either places or none of the key.
            shown.remove("locations");
        }
        shown.put("extensions", extensions(code, correlationId));
        return shown;
    }

    /** Returns an error on a document, whose message may quote what the client wrote, in a length that can be kept and sent. */
    public static GraphQLError shorten(GraphQLError error) {
        return GraphqlErrorBuilder.newError()
                .errorType(ErrorCode.of(error))
                .message("%s", cut(String.valueOf(error.getMessage())))
                .locations(error.getLocations())
                .build();
    }

    private static String cut(String text) {
        String message = withoutValue(withoutClass(text));
        return message.length() > MAX_LENGTH ? message.substring(0, MAX_LENGTH) + "…" : message;
    }

    private static String withoutClass(String text) {
        int begin = text.lastIndexOf(CLASS);
        String name = begin < 0 ? "" : text.substring(begin + CLASS.length());
        if (!name.startsWith(" '") && !name.startsWith("n '")) {
            return text;
        }
        boolean isLast = name.endsWith("'") && name.indexOf('\'', name.indexOf('\'') + 1) == name.length() - 1;
        return isLast ? text.substring(0, text.startsWith(",", begin - 1) ? begin - 1 : begin) : text;
    }

    private static String withoutValue(String text) {
        int begin = text.indexOf(VALUE);
        int end = text.lastIndexOf("' ");
        return begin < 0 || end < begin + VALUE.length() ? text : text.substring(0, begin) + text.substring(end + 1);
    }

    /** Returns a whole response that holds nothing but this error. */
    public static Map<String, Object> response(ErrorCode code, String message, String correlationId) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", message);
        error.put("extensions", extensions(code, correlationId));
        return Map.of("errors", List.of(error));
    }

    /** Returns the code of a response's first error, or "" if it has none. */
    public static String firstCode(Map<?, ?> response) {
        return response.get("errors") instanceof List<?> errors
                        && !errors.isEmpty()
                        && errors.get(0) instanceof Map<?, ?> error
                        && error.get("extensions") instanceof Map<?, ?> extensions
                ? String.valueOf(extensions.get("code"))
                : "";
    }

    /** The id leads from what a client reports to the log; outside of a request there is none. */
    private static Map<String, Object> extensions(ErrorCode code, String correlationId) {
        return correlationId.isEmpty()
                ? Map.of("code", code.name())
                : Map.of("code", code.name(), "correlationId", correlationId);
    }
}
