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
 * A list of operations as Apollo's tools write it, {@code apollo-persisted-query-manifest}.
 *
 * @param format always the same
 * @param version always 1
 * @param operations each with the id that clients send in place of its text
 */
record Manifest(
        @JsonProperty(required = true) String format,
        @JsonProperty(required = true) int version,
        @JsonProperty(required = true) List<Operation> operations) {

    record Operation(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String body) {}

    private static final String FORMAT = "apollo-persisted-query-manifest";

    private static final String CURE = "generate it again with @apollo/generate-persisted-query-manifest";

    private static final ObjectMapper JSON = JsonMappers.RECORDS;

    /**
     * Read a manifest's text.
     *
     * @param file its name, for messages
     * @return the operations' texts by their ids
     * @throws ManifestException at the first thing that is wrong
     */
    static Map<String, String> read(String file, String text) {
        Manifest manifest = parse(file, text);
        if (!manifest.format.equals(FORMAT) || manifest.version != 1) {
            throw new ManifestException(file + ":" + line(text, "\"format\"") + ": format and version must be \""
                    + FORMAT + "\" and 1; " + CURE);
        }
        Map<String, String> bodies = new LinkedHashMap<>();
        for (Operation operation : manifest.operations) {
            String place = file + ":" + line(text, "\"" + operation.id + "\"");
            requireSyntax(place, operation);
            if (bodies.put(operation.id, operation.body) != null) {
                throw new ManifestException(place + ": the id " + operation.id + " is there twice; " + CURE);
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
                    place(file, e.getLocation()) + ": a field is missing or of the wrong type" + field + "; " + CURE);
        } catch (JsonProcessingException e) {
            throw new ManifestException(place(file, e.getLocation()) + ": this is not JSON; " + CURE);
        }
    }

    private static void requireSyntax(String place, Operation operation) {
        try {
            new Parser().parseDocument(operation.body);
        } catch (InvalidSyntaxException e) {
            throw new ManifestException(place + ": the body of operation " + operation.id + " is not GraphQL; " + CURE);
        }
    }

    private static String place(String file, JsonLocation location) {
        return file + ":" + location.getLineNr() + ":" + location.getColumnNr();
    }

    private static long line(String text, String token) {
        int place = Math.max(0, text.indexOf(token));
        return 1 + text.substring(0, place).chars().filter(c -> c == '\n').count();
    }
}
