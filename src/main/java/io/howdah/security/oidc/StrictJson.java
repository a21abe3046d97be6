package io.howdah.security.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.text.JsonMappers;
import java.io.IOException;

/** Reads JSON that is unambiguous: without duplicate names, and without content after the value. */
final class StrictJson {

    private static final ObjectMapper MAPPER = JsonMappers.STRICT;

    private StrictJson() {}

    /**
     * Parses a JSON object.
     *
     * @throws IOException if it is not one
     */
    static JsonNode object(byte[] bytes) throws IOException {
        JsonNode read = MAPPER.readTree(bytes);
        if (read == null || !read.isObject()) {
            throw new IOException("it is not a JSON object");
        }
        return read;
    }
}
