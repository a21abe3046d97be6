package io.howdah.graphql.execution;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import io.howdah.text.JsonMappers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * List of operations in the format of Apollo's tools, {@code apollo-persisted-query-manifest}.
 *
 * @param format the format's name, always the same
 * @param version the format's version, always 1
 * @param operations the operations, with the ids that clients send instead of their texts
 */
record Manifest(
        @JsonProperty(required = true) String format,
        @JsonProperty(required = true) int version,
        @JsonProperty(required = true) List<Operation> operations) {

    record Operation(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String body) {}

    private static final String FORMAT = "apollo-persisted-query-manifest";

    private static final String FIX = "generate it again with @apollo/generate-persisted-query-manifest";

    private static final ObjectMapper JSON = JsonMappers.RECORDS;

    /**
     * Parses a manifest.
     *
     * @param file the file's name, for messages
     * @return the operations' texts by id
     * @throws ManifestException at the first error
     */
    static Map<String, String> read(String file, String text) {
        Manifest manifest = parse(file, text);
        if (!manifest.format.equals(FORMAT) || manifest.version != 1) {
            throw new ManifestException(file + ":" + line(text, "\"format\"") + ": format and version must be \""
                    + FORMAT + "\" and 1; " + FIX);
        }
        Map<String, String> bodies = new LinkedHashMap<>();
        for (Operation operation : manifest.operations) {
            String location = file + ":" + line(text, "\"" + operation.id + "\"");
            requireSyntax(location, operation);
            if (bodies.put(operation.id, operation.body) != null) {
                throw new ManifestException(location + ": duplicate id " + operation.id + "; " + FIX);
            }
        }
        return bodies;
    }

    private static Manifest parse(String file, String text) {
        try {
            return JSON.readValue(text, Manifest.class);
        } catch (JsonMappingException e) {
            String field = e.getPath().isEmpty()
                    ? ""
                    : " at "
                            + e.getPathReference()
                                    .replace(Operation.class.getName(), "")
                                    .replace(Manifest.class.getName(), "");
            throw new ManifestException(
                    location(file, e.getLocation()) + ": a field is missing or of the wrong type" + field + "; " + FIX);
        } catch (JsonProcessingException e) {
            throw new ManifestException(location(file, e.getLocation()) + ": invalid JSON; " + FIX);
        }
    }

    private static void requireSyntax(String location, Operation operation) {
        try {
            new Parser().parseDocument(operation.body);
        } catch (InvalidSyntaxException e) {
            throw new ManifestException(
                    location + ": the body of operation " + operation.id + " is not GraphQL; " + FIX);
        }
    }

    private static String location(String file, JsonLocation location) {
        return file + ":" + location.getLineNr() + ":" + location.getColumnNr();
    }

    private static long line(String text, String token) {
        int index = Math.max(0, text.indexOf(token));
        return 1 + text.substring(0, index).chars().filter(c -> c == '\n').count();
    }
}
