package io.howdah.tools.golden;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * JSON of a file, with the line of each value.
 *
 * @param file the file's path, for messages
 * @param root the root value
 * @param lines line numbers by path, such as {@code document.stops[0].name}
 */
record LocatedJson(String file, JsonNode root, Map<String, Integer> lines) {

    /**
     * Reads a file's text.
     *
     * @throws GoldenException with file, line and column, if it is not JSON
     */
    static LocatedJson parse(String file, String text) {
        try {
            return new LocatedJson(file, Json.MAPPER.readTree(text), linesOf(text));
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            throw new GoldenException(
                    (location == null ? file : file + ":" + location.getLineNr() + ":" + location.getColumnNr())
                            + ": is not JSON ("
                            + String.valueOf(e.getOriginalMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("") + "); correct it",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns {@code file:line} of a path, or of the nearest enclosing value that exists. */
    String location(String path) {
        for (String at = path;
                !at.isEmpty();
                at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))))) {
            Integer line = lines.get(at);
            if (line != null) {
                return file + ":" + line;
            }
        }
        return file + ":1";
    }

    private static Map<String, Integer> linesOf(String text) throws IOException {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser parser = Json.MAPPER.createParser(text)) {
            while (parser.nextToken() != null) {
                JsonToken token = parser.currentToken();
                if (token != JsonToken.FIELD_NAME && !token.isStructEnd()) {
                    lines.put(
                            PathText.of(parser.getParsingContext(), token.isStructStart()),
                            parser.currentTokenLocation().getLineNr());
                }
            }
        }
        return lines;
    }
}
